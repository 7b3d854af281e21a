W2870asian
r s BC-ROW--RowingBox     03-05
^BC-ROW--Rowing Box<
^Rowing Box<
Meer31
López22

	   TT-WF-03-05-24 1509GMT<



