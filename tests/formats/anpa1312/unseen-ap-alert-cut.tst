w0501-----
f i BC-APNewsAlert               03-12 0031
^BC-APNewsAlert<
	   PORT NESS, Norland (AP) _ Norland's prime minister says he will resign, effective at midnig