a4410bbbbb
b a BC-US--Ferry-Fire KILL 05-02 0060
^BC-US--Ferry-Fire, KILL,0060<
^MANDATORY KILL<
^Eds: Editors, kill the story slugged BC-US--Ferry-Fire sent at 1:10 p.m. EDT. The story was based on a false report.<
	   PORT ALDER, Maine (AP) _ Kill the story. It was based on a false report.
	   The AP<
AP-WF-05-02-24 1915GMT<
