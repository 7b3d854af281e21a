W0123-----
b i BC-TE--TTNewsAlert     03-05 0358
^BC-TE--TTNewsAlert,17<
	   CAPE TERN, Lower Meer (TT) _ Lighthouse of Cape Tern goes dark again.

	   TT-WF-03-05-24 1509GMT<



