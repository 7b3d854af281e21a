v12349-9
u s  BC-SOC--Premier-Results, 2ndLd-Writethru 03-16 0104
^BC-SOC--Premier Results, 2nd Ld-Writethru,104<
^Orvik and Port Norl share four goals<
^Eds: Updates with late results. With AP Photos.<
^By ERIK VASS=
^AP Sports Writer=
	   ORVIK, Norland (AP) _ Orvik Town and Port Norl City drew 2-2 on Saturday after a goal in the last minute.
	   ``We gave it away,'' said Orvik's coach, Ivo Brand.
	   Ness Rovers lost 1-0 at home to Calder United.
AP-WF-03-16-24 1944GMT<
