W0233KYODOasian
u i BC-Japan-Ferry           1stLd     12-03 0112
^LEAD: Ferry with 140 aboard runs aground off northern Japan port=
^(EDS: UPDATING)=
     HAMASAKI, Japan, March 12 Kyodo - A passenger ferry with 140 people on
board ran aground Tuesday morning off the port of Hamasaki, the coast guard
said. No one was hurt.
     The 2,900-ton Umineko Maru hit rocks about 300 meters from the pier at
6:40 a.m. in dense fog, it said.
     Tugboats pulled the ship free at high tide.
==Kyodo
KWS-11:52-12-03-24

