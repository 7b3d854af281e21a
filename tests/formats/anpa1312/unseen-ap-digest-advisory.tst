w0612-----
r v AM-AP News Digest 6 pm        03-12 0420
^AM-AP News Digest 6 pm<
^AP News Digest 6 p.m.<
^Nerve center 555-0100<
	   The top stories at 6 p.m. All times EDT.
^TOP STORIES:<
	   NORLAND-RESIGNATION _ Prime minister steps down after a month of protests. SENT: 620 words, photos.
	   FERRY GROUNDING _ All 140 aboard safe. UPCOMING: 700 words by 7 p.m.
^SPORTS:<
	   CUP FINAL _ Villarta meets Norte on Sunday. By Joan Tull. UPCOMING: 500 words by 9 p.m.
	   AP-WF-03-12-24 2201GMT<

