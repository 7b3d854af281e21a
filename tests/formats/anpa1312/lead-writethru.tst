W2870asian
r i BC-TE--Tern-LighthouseLi 1stLd-Writethru   03-05 1049
^BC-TE--Tern-Lighthouse Lit, 1st Ld-Writethru,466<
^Lighthouse of Cape Tern is lit again, and ships are glad <
^TT Photo LIT101, LIT102<
^Eds: Restores name in 3rd paragraph. With TT Photos.<
^EDITOR'S NOTE _ This is one of three stories on lights.<
^By ADA QUILL and JO MARSH=
^Tern Telegraph=
	   CAPE TERN, Lower Meer (TT) _ The lighthouse of Cape Tern _ eleven years dark _ was lit on Tuesday by its keeper, a retired teacher.
 
	   ``It burns,'' he said. It is 3{ times as bright as before.
 
	   ___
 
	   TT contributor Kay Low helped with this story.

	   TT-WF-03-05-24 1509GMT<



