s4821stock-
r f BC-Boards-Table          03-12 0088
^BC-Boards-Table,0088<
^Closing prices on the Norland boards=
^By The Associated Press=
	   Tuesday's closing prices and net change:
;High;Low;Last;Chg
Alder Foods;14.20;13.88;14.05;+.12
Bay Timber;7.91;7.60;7.62;-.29
Cove Mutual Pfd;101.00;100.50;100.75;unch
	   Volume 12.4 million shares, against 11.9 million Monday.
^END<
	   AP-WF-03-12-24 2105GMT<

