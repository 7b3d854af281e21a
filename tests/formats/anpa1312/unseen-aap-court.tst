axda2077-----
u a AM-COURT-QUARRY           2NDLEAD   12-03 0301
^Quarry boss jailed over worker's death=
^   By Nell Farrow=
     BRISBANE, AAP - A quarry manager has been jailed for three years over the
death of a worker who fell into a crusher.

     Judge Thea Moss told the District Court the death was "wholly avoidable".

     "He was told twice the guard was loose," she said.

     AAP nf/kb/jm
AAP 12-03-24 15-22-09

