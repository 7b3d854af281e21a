/* The service worker: shows what the room pushes, also while no page is open. A kill takes the place of what it kills. */
"use strict";
self.addEventListener("push", (event) => {
  const told = event.data ? event.data.json() : {};
  event.waitUntil(self.registration.showNotification(told.title || "Wireroom", {
    body: told.text || "",
    tag: told.item || told.key,
    renotify: true,
    requireInteraction: told.type === "killed",
    data: { path: told.item ? "/item/" + encodeURIComponent(told.item) : "/watches" },
  }));
});
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(self.clients.openWindow(event.notification.data.path));
});
