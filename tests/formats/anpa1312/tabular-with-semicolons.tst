W2870asian
r z BC-ROW--RowingGlance     03-05
^BC-ROW--Rowing Glance<
^Rowing Standings=
^All Times Meer=
^By The Tern Telegraph=
^UPPER LEAGUE=
^;W;L;GB
MeerClub;3;1;_
Fen;2;2;1{
	   ___=
^END<

	   TT-WF-03-05-24 1509GMT<



