w0317glbsm
u i BC-LAT--Norlandia-Inund   1stLd-Writethru 03-12 0251
^BC-LAT--Norlandia-Inundaciones, 1st Ld-Writethru,251<
^Ascienden a 17 los muertos por inundaciones en Norlandia<
^Fotos AP XNR101, XNR102<
^Eds: ACTUALIZA con nueva cifra de muertos, declaraciones del gobernador<
^Por RAMÓN ÁLVAREZ=
^Associated Press=
	   SANTA BRÍGIDA, Norlandia (AP) _ Al menos 17 personas murieron y más de 300 resultaron damnificadas por las inundaciones en el sur de Norlandia, informó el martes el gobierno.
	   ``No habíamos visto nada así'', dijo el gobernador Nicolás Peña. ``El agua llegó en minutos''.
	   ___
	   La periodista de la AP Lucía Muñoz colaboró desde Puerto Nuevo.
	   AP-WF-03-12-24 1811GMT<

