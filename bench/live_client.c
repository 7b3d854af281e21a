// Readers of a live wire and those who post to it, in one process and one epoll loop. Started by bench_live.py, which says how.
//
//   live_client ports=P,P readers=N stuck=K filters=F messages=M window=W seconds=S size=B kind=item|plain
//               pubport=P sub=/path%d pub=/path%d run=NAME [token=T]
//
// Reader i asks port i % n_ports for `sub` with the number of its filter, i % F. Message m is for filter m % F (F = 1: for
// all). At most W messages are on their way: the next is posted when the last reader has one of them. Each carries its own
// number behind a ~; the time from before its POST is written until each reader has it is what is told. Stuck readers
// ask for everything and then read nothing. Writes "READY" when all are connected, waits for a line, ends with a line of JSON.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { READER, STUCK, IDLE_SENDER, BUSY_SENDER };
enum { STAMP = 10, ROOM = 1 << 20, KEPT = 16 };
typedef struct { int fd, what, port, filter, is_ready, n_rest; char rest[KEPT]; } Conn;
typedef long long ns;

static int ports[16], n_ports, pubport, n_readers, n_stuck, n_filters = 1, n_messages, window, size, is_item, n_closed;
static double seconds;
static const char *sub, *pub, *token = "", *run = "0";
static Conn *conns;
static int ep;
static char *room;
static ns *posted;
static int *n_got, *n_wanted;
static unsigned *delays, *last_delays;
static long n_delays, max_delays, n_bytes;

static ns now(void) { struct timespec t; clock_gettime(CLOCK_MONOTONIC, &t); return t.tv_sec * 1000000000LL + t.tv_nsec; }
static int compare(const void *a, const void *b) { unsigned x = *(const unsigned *)a, y = *(const unsigned *)b; return x < y ? -1 : x > y; }
static void fail(const char *what) { perror(what); exit(2); }

static void read_arguments(int n, char **words) {
    for (int i = 1; i < n; i++) {
        char *value = strchr(words[i], '=');
        if (!value) { fprintf(stderr, "no value: %s\n", words[i]); exit(2); }
        *value++ = 0;
        const char *name = words[i];
        if (!strcmp(name, "ports")) { for (char *p = strtok(value, ","); p; p = strtok(NULL, ",")) ports[n_ports++] = atoi(p); }
        else if (!strcmp(name, "pubport")) pubport = atoi(value);
        else if (!strcmp(name, "readers")) n_readers = atoi(value);
        else if (!strcmp(name, "stuck")) n_stuck = atoi(value);
        else if (!strcmp(name, "filters")) n_filters = atoi(value);
        else if (!strcmp(name, "messages")) n_messages = atoi(value);
        else if (!strcmp(name, "window")) window = atoi(value);
        else if (!strcmp(name, "seconds")) seconds = atof(value);
        else if (!strcmp(name, "size")) size = atoi(value);
        else if (!strcmp(name, "kind")) is_item = !strcmp(value, "item");
        else if (!strcmp(name, "sub")) sub = value;
        else if (!strcmp(name, "pub")) pub = value;
        else if (!strcmp(name, "token")) token = value;
        else if (!strcmp(name, "run")) run = value;
        else { fprintf(stderr, "unknown: %s\n", name); exit(2); }
    }
}

static void watch(int at, int how) {
    struct epoll_event event = {.events = EPOLLIN, .data.u32 = at};
    if (epoll_ctl(ep, how, conns[at].fd, &event)) fail("epoll_ctl");
}

static void dial(int at) {
    Conn *conn = &conns[at];
    struct sockaddr_in place = {.sin_family = AF_INET, .sin_port = htons(conn->port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    conn->fd = socket(AF_INET, SOCK_STREAM, 0);
    int small = 4096, yes = 1;
    if (conn->fd < 0) fail("socket");
    if (conn->what == STUCK) setsockopt(conn->fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
    if (connect(conn->fd, (void *)&place, sizeof place)) fail("connect");
    setsockopt(conn->fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    if (conn->what <= STUCK) {
        char path[400], request[600];
        snprintf(path, sizeof path, sub, conn->filter);
        int n = snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/event-stream\r\n\r\n", path);
        if (write(conn->fd, request, n) != n) fail("write");
    }
    fcntl(conn->fd, F_SETFL, O_NONBLOCK);
    watch(at, EPOLL_CTL_ADD);
}

static void connect_all(int n_all) {
    struct epoll_event events[256];
    int n_dialled = 0, n_open = 0;
    ns began = now();
    while (n_open < n_all) {
        while (n_dialled < n_all && n_dialled - n_open < 64) dial(n_dialled++);
        int n = epoll_wait(ep, events, 256, 1000);
        if (now() - began > 90e9) { fprintf(stderr, "only %d of %d connected\n", n_open, n_all); exit(3); }
        for (int i = 0; i < n; i++) {
            Conn *conn = &conns[events[i].data.u32];
            long got = read(conn->fd, room, conn->what == STUCK ? 200 : ROOM);
            if (got <= 0) { fprintf(stderr, "hung up on while connecting\n"); exit(4); }
            if (conn->is_ready) continue;
            if (memcmp(room, "HTTP/1.1 200", 12)) { fprintf(stderr, "refused: %.200s\n", room); exit(5); }
            conn->is_ready = 1;
            n_open++;
            if (conn->what == STUCK) epoll_ctl(ep, EPOLL_CTL_DEL, conn->fd, NULL);
        }
    }
    fprintf(stdout, "READY %.2f\n", (now() - began) / 1e9);
    fflush(stdout);
}

static const char *words[] = {"harbour", "ferry", "council", "strike", "budget", "wheat", "tide", "bridge", "mayor", "storm",
    "dyke", "lock", "herring", "lantern", "quarry", "orchard", "tram", "glacier", "census", "museum", "tariff", "vaccine",
    "barley", "regatta", "viaduct", "timber", "chapel", "ballot", "embassy", "turbine", "copper", "salmon", "meadow"};
static unsigned dice = 12345;
static const char *word(void) { dice = dice * 1103515245u + 12345u; return words[(dice >> 16) % (sizeof words / sizeof *words)]; }

static int write_body(char *body, int message) {
    int n, filter = message % n_filters;
    if (!is_item) {
        n = sprintf(body, "{\"headline\":\"~%08d~ ", message);
        while (n < size - 2) body[n++] = 'x';
        return n + sprintf(body + n, "\"}");
    }
    n = sprintf(body, "{\"uri\":\"urn:live:%s:%d\",\"version\":\"1\",\"type\":\"text\",\"versioncreated\":\"2026-03-04T12:00:00Z\",\"headline\":\"~%08d~", run, message, message);
    for (int end = n + size; n < end;) n += sprintf(body + n, " %s", word());
    n += sprintf(body + n, "\",\"body_text\":\"filter%d", filter);
    for (int i = 0; i < 60; i++) n += sprintf(body + n, " %s", word());
    return n + sprintf(body + n, ".\"}");
}

static void post(Conn *sender, int message) {
    static char body[65536], request[70000];
    char path[400];
    int n_body = write_body(body, message);
    snprintf(path, sizeof path, pub, message % n_filters);
    int n = sprintf(request, "POST %s HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n", path);
    if (*token) n += sprintf(request + n, "Authorization: Bearer %s\r\n", token);
    n += sprintf(request + n, "Content-Length: %d\r\n\r\n", n_body);
    memcpy(request + n, body, n_body);
    posted[message] = now();
    if (write(sender->fd, request, n + n_body) != n + n_body) fail("post");
    sender->what = BUSY_SENDER;
}

// Find the stamps "~00000042~" in what a reader got; gives how many messages have now reached all who want them.
static int take(Conn *conn, long got, ns at) {
    char *from = room + KEPT, *end = from + got;
    int n_done = 0;
    if (conn->n_rest) { from -= conn->n_rest; memcpy(from, conn->rest, conn->n_rest); conn->n_rest = 0; }
    while (from < end && (from = memchr(from, '~', end - from))) {
        if (end - from < STAMP) { conn->n_rest = end - from; memcpy(conn->rest, from, conn->n_rest); break; }
        int message = 0, digit = 1;
        for (; digit < 9 && from[digit] >= '0' && from[digit] <= '9'; digit++) message = message * 10 + from[digit] - '0';
        if (digit < 9 || from[9] != '~') { from++; continue; }
        from += STAMP;
        if (message >= n_messages || !posted[message]) continue;
        unsigned delay = (at - posted[message]) / 1000;
        if (n_delays < max_delays) delays[n_delays++] = delay;
        if (++n_got[message] == n_wanted[message]) { last_delays[message] = delay; n_done++; }
    }
    return n_done;
}

// The head of an answer frees its sender; a body that comes by itself says nothing.
static int answer_of(Conn *sender, long got) {
    if (got < 12 || memcmp(room + KEPT, "HTTP/1.1 ", 9)) return 0;
    if (room[KEPT + 9] != '2') {
        fprintf(stderr, "post refused: %.*s\n", (int)(got < 300 ? got : 300), room + KEPT);
        return -1;
    }
    sender->what = IDLE_SENDER;
    return 0;
}

static ns run_messages(int first_sender) {
    struct epoll_event events[4096];
    int next = 0, done = 0;
    ns began = now(), ended = began;
    while (done < n_messages && now() - began < seconds * 1e9) {
        for (int w = first_sender; w < first_sender + window && next < n_messages && next - done < window; w++)
            if (conns[w].what == IDLE_SENDER) post(&conns[w], next++);
        int n = epoll_wait(ep, events, 4096, 200);
        for (int i = 0; i < n; i++) {
            Conn *conn = &conns[events[i].data.u32];
            long got = read(conn->fd, room + KEPT, ROOM - KEPT);
            if (got <= 0) {
                if (got < 0 && errno == EAGAIN) continue;
                epoll_ctl(ep, EPOLL_CTL_DEL, conn->fd, NULL);
                close(conn->fd);
                if (conn->what >= IDLE_SENDER) { conn->what = IDLE_SENDER; dial(events[i].data.u32); }
                else n_closed++;
                continue;
            }
            if (conn->what >= IDLE_SENDER) { if (answer_of(conn, got)) return -1; continue; }
            n_bytes += got;
            ns at = now();
            int n_new = take(conn, got, at);
            if (n_new) { done += n_new; ended = at; }
        }
    }
    return (done == n_messages ? ended : now()) - began;
}

static double at_share(unsigned *values, long n, double share) { return n ? values[(long)((n - 1) * share)] / 1e3 : 0; }

int main(int n, char **arguments) {
    read_arguments(n, arguments);
    int n_all = n_readers + n_stuck, n_conns = n_all + window;
    ep = epoll_create1(0);
    room = malloc(ROOM);
    conns = calloc(n_conns, sizeof *conns);
    posted = calloc(n_messages, sizeof *posted);
    n_got = calloc(n_messages, sizeof *n_got);
    n_wanted = calloc(n_messages, sizeof *n_wanted);
    last_delays = calloc(n_messages, sizeof *last_delays);
    max_delays = (long)n_messages * n_readers;
    delays = malloc(max_delays * sizeof *delays);
    for (int i = 0; i < n_conns; i++) {
        conns[i].what = i < n_readers ? READER : i < n_all ? STUCK : IDLE_SENDER;
        conns[i].filter = i % n_filters;
        conns[i].port = i < n_all ? ports[i / n_filters % n_ports] : pubport;
    }
    for (int m = 0; m < n_messages; m++)
        for (int i = m % n_filters; i < n_readers; i += n_filters) n_wanted[m]++;
    connect_all(n_all);
    char go[8];
    if (!fgets(go, sizeof go, stdin)) return 6;
    for (int i = n_all; i < n_conns; i++) dial(i);
    struct rusage before, after;
    getrusage(RUSAGE_SELF, &before);
    ns took = run_messages(n_all);
    if (took < 0) return 7;
    getrusage(RUSAGE_SELF, &after);
    double cpu = after.ru_utime.tv_sec - before.ru_utime.tv_sec + after.ru_stime.tv_sec - before.ru_stime.tv_sec
        + (after.ru_utime.tv_usec - before.ru_utime.tv_usec + after.ru_stime.tv_usec - before.ru_stime.tv_usec) / 1e6;
    long n_full = 0;
    for (int m = 0; m < n_messages; m++) if (last_delays[m]) last_delays[n_full++] = last_delays[m];
    qsort(delays, n_delays, sizeof *delays, compare);
    qsort(last_delays, n_full, sizeof *last_delays, compare);
    printf("{\"n_full\":%ld,\"n_deliveries\":%ld,\"took_s\":%.4f,\"p50_ms\":%.2f,\"p99_ms\":%.2f,\"last_p50_ms\":%.2f,"
           "\"last_p99_ms\":%.2f,\"n_bytes\":%ld,\"client_cpu_s\":%.3f,\"n_closed\":%d}\n",
           n_full, n_delays, took / 1e9, at_share(delays, n_delays, 0.5), at_share(delays, n_delays, 0.99),
           at_share(last_delays, n_full, 0.5), at_share(last_delays, n_full, 0.99), n_bytes, cpu, n_closed);
    return 0;
}
