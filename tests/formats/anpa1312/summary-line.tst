W2870asian
r i BC-TE--Tern-LighthouseLi 1stLd-Writethru   03-05 1049
^BC-ROW--Meer-Fen,20<
^Meer Club beats Fen Eight<
^The Meer Club rowed its best race of the season on Tuesday and beat the Fen Eight by two lengths at Port Sable.<
^By ADA QUILL=
^TT Sports Writer=
	   PORT SABLE (TT) _ The Meer Club won.

	   TT-WF-03-05-24 1509GMT<



