s2207-----
d s BC-HKN--Lakes-League 1stAdd 01-14 0044
^BC-HKN--Lakes League, 1st Add,0044<
^Lakes League Standings=
^East Division=
;W;L;Pts
Alder;20;11;44
Bay City;18;12;41
^END<
AP-WF-01-14-24 0402GMT<
