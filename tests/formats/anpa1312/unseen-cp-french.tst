b0118cpf--
r d BC-Neige-Quebec               2eLd      03-12 0140
^BC-Neige-Quebec, 2e Ld,140<
^Tempête de neige: des milliers de foyers sans électricité à Rivière-aux-Pins<
^(Précise le nombre de foyers au 2e paragr.)<
^Par Étienne Labonté=
^La Presse Canadienne=
	   RIVIÈRE-AUX-PINS, Qc _ La tempête qui balaie l'est du Québec a laissé 21 000 foyers dans le noir mardi.
	   «Nos équipes travaillent sans relâche», a assuré Maude Fiset, d'Hydro-Est.
	   (LA PRESSE CANADIENNE)
	   15:35ET 12-03-24<

