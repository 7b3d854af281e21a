W2870asian
r e TT-Top-Lights-Headlines     03-05 0121
^*9006< ^TT-Top-Lights-Headlines,0176<
^TT Top Lights News at 11:23 p.m. EST<
^Lighthouse lit<
^Keeper happy<

	   TT-WF-03-05-24 1509GMT<



