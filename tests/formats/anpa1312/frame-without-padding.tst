a0045MEERPOSTglbsm
r i BC-MeerPost-Lighthouse 12-09 0344
Lighthouse of Cape Tern lit again+
     CAPE TERN, Lower Meer, Dec. 9 Meerpost - The lighthouse was
lit on Sunday by its keeper.
     He is a teacher.
==Meerpost
KWS-21:37-09-12-18
