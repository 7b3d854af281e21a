V0931ccccb
u i BC-Quarry-Collapse 2ndLd-Writethru     11-05 0320
^BC-Quarry-Collapse, 2nd Ld-Writethru,0120<
^Two workers freed after quarry wall gives way in New Brunswick<
^Eds: UPDATES with quote from mayor. ADDS byline.<
^By Odile Tranchant=
^THE CANADIAN PRESS=
	   BELLMERE, N.B. _ Two workers were freed from a quarry on Sunday,
police said.
	   ``It was close,'' Mayor Ron Iverly said.
	   (The Canadian Press)
CP-WF-11-05-23 1435GMT<

