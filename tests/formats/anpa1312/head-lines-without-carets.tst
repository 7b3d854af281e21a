a0046MEERPOSTglbsm
r i BC-MeerPost-Lighthouse 12-09 0344
Lighthouse of Cape Tern lit again+
By Ada Quill=
     CAPE TERN, Lower Meer, Dec. 9 Meerpost - The lighthouse was
lit on Sunday.
==Meerpost
KWS-21:37-09-12-18
