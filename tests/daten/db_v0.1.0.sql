BEGIN TRANSACTION;
CREATE TABLE abfrage (
	titel VARCHAR(300) NOT NULL, 
	stichtag DATE NOT NULL, 
	redaktionsschluss DATE NOT NULL, 
	sitzung_am DATE, 
	gremium_id INTEGER, 
	eroeffnet_am DATE NOT NULL, 
	geschlossen_am DATE, 
	konzept_id INTEGER NOT NULL, 
	id INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	CONSTRAINT pk_abfrage PRIMARY KEY (id), 
	CONSTRAINT fk_abfrage_gremium_id_gremium FOREIGN KEY(gremium_id) REFERENCES gremium (id), 
	CONSTRAINT fk_abfrage_konzept_id_konzept FOREIGN KEY(konzept_id) REFERENCES konzept (id)
);
INSERT INTO "abfrage" VALUES('Frühjahr','2025-05-31','2025-06-10',NULL,NULL,'2025-05-01',NULL,1,1,1);
CREATE TABLE abfragemassnahme (
	abfrage_id INTEGER NOT NULL, 
	massnahme_id INTEGER NOT NULL, 
	konzept_id INTEGER NOT NULL, 
	id INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	CONSTRAINT pk_abfragemassnahme PRIMARY KEY (id), 
	CONSTRAINT fk_abfragemassnahme_abfrage_id_abfrage FOREIGN KEY(abfrage_id) REFERENCES abfrage (id), 
	CONSTRAINT fk_abfragemassnahme_konzept_id_konzept FOREIGN KEY(konzept_id) REFERENCES konzept (id), 
	CONSTRAINT fk_abfragemassnahme_massnahme_id_massnahme FOREIGN KEY(massnahme_id) REFERENCES massnahme (id), 
	CONSTRAINT uq_abfragemassnahme_abfrage_id_massnahme_id UNIQUE (abfrage_id, massnahme_id)
);
INSERT INTO "abfragemassnahme" VALUES(1,1,1,1,1);
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0001');
CREATE TABLE anmerkung (
	bezug VARCHAR(300) NOT NULL, 
	bezug_id INTEGER, 
	text TEXT NOT NULL, 
	quelle VARCHAR(300), 
	konzept_id INTEGER NOT NULL, 
	id INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	CONSTRAINT pk_anmerkung PRIMARY KEY (id), 
	CONSTRAINT fk_anmerkung_konzept_id_konzept FOREIGN KEY(konzept_id) REFERENCES konzept (id)
);
INSERT INTO "anmerkung" VALUES('ereignis',1,'Zwei Quellen, zwei Tage.',NULL,1,1,1);
CREATE TABLE beratung (
	vorlage_id INTEGER NOT NULL, 
	gremium_id INTEGER, 
	gremium_name VARCHAR(300) NOT NULL, 
	termin DATE, 
	reihenfolge INTEGER NOT NULL, 
	art VARCHAR(30), 
	oeffentlich BOOLEAN NOT NULL, 
	top VARCHAR(300), 
	bemerkung VARCHAR(300), 
	ergebnis VARCHAR(300), 
	konzept_id INTEGER NOT NULL, 
	id INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	CONSTRAINT pk_beratung PRIMARY KEY (id), 
	CONSTRAINT fk_beratung_gremium_id_gremium FOREIGN KEY(gremium_id) REFERENCES gremium (id), 
	CONSTRAINT fk_beratung_konzept_id_konzept FOREIGN KEY(konzept_id) REFERENCES konzept (id), 
	CONSTRAINT fk_beratung_vorlage_id_vorlage FOREIGN KEY(vorlage_id) REFERENCES vorlage (id)
);
INSERT INTO "beratung" VALUES(1,1,'Sozialausschuss',NULL,0,NULL,1,NULL,NULL,NULL,1,1,1);
CREATE TABLE bericht (
	form VARCHAR(30) NOT NULL, 
	nummer INTEGER, 
	titel VARCHAR(300) NOT NULL, 
	stichtag DATE NOT NULL, 
	vorlage_id INTEGER, 
	vorgaenger_id INTEGER, 
	status VARCHAR(30) NOT NULL, 
	quelle VARCHAR(300), 
	konzept_id INTEGER NOT NULL, 
	id INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	CONSTRAINT pk_bericht PRIMARY KEY (id), 
	CONSTRAINT fk_bericht_konzept_id_konzept FOREIGN KEY(konzept_id) REFERENCES konzept (id), 
	CONSTRAINT fk_bericht_vorgaenger_id_bericht FOREIGN KEY(vorgaenger_id) REFERENCES bericht (id), 
	CONSTRAINT fk_bericht_vorlage_id_vorlage FOREIGN KEY(vorlage_id) REFERENCES vorlage (id)
);
INSERT INTO "bericht" VALUES('sachstandsbericht',NULL,'1. Bericht','2024-12-31',1,NULL,'entwurf',NULL,1,1,1);
CREATE TABLE berichtsstand (
	bericht_id INTEGER NOT NULL, 
	fassung INTEGER NOT NULL, 
	lagebild BLOB NOT NULL, 
	lagebild_sha VARCHAR(300) NOT NULL, 
	dokument BLOB, 
	dokument_sha VARCHAR(300), 
	bis_seq INTEGER NOT NULL, 
	kette VARCHAR(300) NOT NULL, 
	erstellt_am DATETIME NOT NULL, 
	erstellt_von_id INTEGER NOT NULL, 
	konzept_id INTEGER NOT NULL, 
	id INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	CONSTRAINT pk_berichtsstand PRIMARY KEY (id), 
	CONSTRAINT fk_berichtsstand_bericht_id_bericht FOREIGN KEY(bericht_id) REFERENCES bericht (id), 
	CONSTRAINT fk_berichtsstand_erstellt_von_id_nutzer FOREIGN KEY(erstellt_von_id) REFERENCES nutzer (id), 
	CONSTRAINT fk_berichtsstand_konzept_id_konzept FOREIGN KEY(konzept_id) REFERENCES konzept (id), 
	CONSTRAINT uq_berichtsstand_bericht_id_fassung UNIQUE (bericht_id, fassung)
);
INSERT INTO "berichtsstand" VALUES(1,1,X'7B7D','0000000000000000000000000000000000000000000000000000000000000000',NULL,NULL,1,'0000000000000000000000000000000000000000000000000000000000000000','2025-01-02 09:00:00.000000',2,1,1,1);
CREATE TABLE beschluss (
	gremium VARCHAR(300) NOT NULL, 
	am DATE, 
	drucksache VARCHAR(300), 
	antrag VARCHAR(300), 
	text TEXT, 
	quelle VARCHAR(300), 
	konzept_id INTEGER NOT NULL, 
	id INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	CONSTRAINT pk_beschluss PRIMARY KEY (id), 
	CONSTRAINT fk_beschluss_konzept_id_konzept FOREIGN KEY(konzept_id) REFERENCES konzept (id)
);
INSERT INTO "beschluss" VALUES('Rat','2024-03-07',NULL,NULL,NULL,NULL,1,1,1);
CREATE TABLE beteiligung (
	massnahme_id INTEGER NOT NULL, 
	organisationseinheit_id INTEGER NOT NULL, 
	rolle VARCHAR(300), 
	konzept_id INTEGER NOT NULL, 
	id INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	CONSTRAINT pk_beteiligung PRIMARY KEY (id), 
	CONSTRAINT fk_beteiligung_konzept_id_konzept FOREIGN KEY(konzept_id) REFERENCES konzept (id), 
	CONSTRAINT fk_beteiligung_massnahme_id_massnahme FOREIGN KEY(massnahme_id) REFERENCES massnahme (id), 
	CONSTRAINT fk_beteiligung_organisationseinheit_id_organisationseinheit FOREIGN KEY(organisationseinheit_id) REFERENCES organisationseinheit (id), 
	CONSTRAINT uq_beteiligung_massnahme_id_organisationseinheit_id UNIQUE (massnahme_id, organisationseinheit_id)
);
INSERT INTO "beteiligung" VALUES(1,2,NULL,1,1,1);
CREATE TABLE entwurf (
	id INTEGER NOT NULL, 
	nutzer_id INTEGER NOT NULL, 
	massnahme_id INTEGER NOT NULL, 
	basis INTEGER NOT NULL, 
	basis_version INTEGER NOT NULL, 
	felder JSON NOT NULL, 
	geaendert_am DATETIME NOT NULL, 
	CONSTRAINT pk_entwurf PRIMARY KEY (id), 
	CONSTRAINT fk_entwurf_massnahme_id_massnahme FOREIGN KEY(massnahme_id) REFERENCES massnahme (id), 
	CONSTRAINT fk_entwurf_nutzer_id_nutzer FOREIGN KEY(nutzer_id) REFERENCES nutzer (id), 
	CONSTRAINT uq_entwurf_nutzer_id_massnahme_id UNIQUE (nutzer_id, massnahme_id)
);
INSERT INTO "entwurf" VALUES(1,3,1,1,1,'{"text": "\u2026"}','2025-01-02 09:00:00.000000');
CREATE TABLE ereignis (
	art VARCHAR(30) NOT NULL, 
	titel VARCHAR(300) NOT NULL, 
	laufende_nummer INTEGER, 
	gremium_id INTEGER, 
	teilprojekt_id INTEGER, 
	status VARCHAR(30) NOT NULL, 
	uhrzeit VARCHAR(300), 
	ort VARCHAR(300), 
	format VARCHAR(30), 
	teilnehmende INTEGER, 
	teilnehmende_ungenau BOOLEAN NOT NULL, 
	zielgruppe VARCHAR(300), 
	themen TEXT, 
	ergebnisse TEXT, 
	verweis VARCHAR(300), 
	quelle VARCHAR(300), 
	beginn DATE, 
	beginn_genauigkeit VARCHAR(30), 
	frist DATE, 
	frist_genauigkeit VARCHAR(30), 
	zeit_wortlaut VARCHAR(300), 
	zeit_angabe VARCHAR(30) NOT NULL, 
	turnus VARCHAR(30), 
	konzept_id INTEGER NOT NULL, 
	id INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	CONSTRAINT pk_ereignis PRIMARY KEY (id), 
	CONSTRAINT fk_ereignis_gremium_id_gremium FOREIGN KEY(gremium_id) REFERENCES gremium (id), 
	CONSTRAINT fk_ereignis_konzept_id_konzept FOREIGN KEY(konzept_id) REFERENCES konzept (id), 
	CONSTRAINT fk_ereignis_teilprojekt_id_teilprojekt FOREIGN KEY(teilprojekt_id) REFERENCES teilprojekt (id)
);
INSERT INTO "ereignis" VALUES('auftakt','Auftakt im Rathaus',NULL,NULL,NULL,'geplant',NULL,NULL,NULL,NULL,0,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'leer',NULL,1,1,1);
CREATE TABLE ereignishandlungsfeld (
	ereignis_id INTEGER NOT NULL, 
	handlungsfeld_id INTEGER NOT NULL, 
	konzept_id INTEGER NOT NULL, 
	id INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	CONSTRAINT pk_ereignishandlungsfeld PRIMARY KEY (id), 
	CONSTRAINT fk_ereignishandlungsfeld_ereignis_id_ereignis FOREIGN KEY(ereignis_id) REFERENCES ereignis (id), 
	CONSTRAINT fk_ereignishandlungsfeld_handlungsfeld_id_handlungsfeld FOREIGN KEY(handlungsfeld_id) REFERENCES handlungsfeld (id), 
	CONSTRAINT fk_ereignishandlungsfeld_konzept_id_konzept FOREIGN KEY(konzept_id) REFERENCES konzept (id), 
	CONSTRAINT uq_ereignishandlungsfeld_ereignis_id_handlungsfeld_id UNIQUE (ereignis_id, handlungsfeld_id)
);
INSERT INTO "ereignishandlungsfeld" VALUES(1,1,1,1,1);
CREATE TABLE evaluation (
	massnahme_id INTEGER NOT NULL, 
	am DATE NOT NULL, 
	bewertet_von VARCHAR(300), 
	methode VARCHAR(300), 
	umsetzungsstand VARCHAR(30), 
	zielgruppe_erreicht VARCHAR(30) NOT NULL, 
	zielgruppe_grund TEXT, 
	im_zeitrahmen VARCHAR(30) NOT NULL, 
	zeitrahmen_grund TEXT, 
	ziel_erreicht VARCHAR(30) NOT NULL, 
	ziel_grund TEXT, 
	folge VARCHAR(30), 
	konzept_id INTEGER NOT NULL, 
	id INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	CONSTRAINT pk_evaluation PRIMARY KEY (id), 
	CONSTRAINT fk_evaluation_konzept_id_konzept FOREIGN KEY(konzept_id) REFERENCES konzept (id), 
	CONSTRAINT fk_evaluation_massnahme_id_massnahme FOREIGN KEY(massnahme_id) REFERENCES massnahme (id)
);
INSERT INTO "evaluation" VALUES(1,'2024-12-01',NULL,NULL,NULL,'offen',NULL,'offen',NULL,'offen',NULL,NULL,1,1,1);
CREATE TABLE foerderung (
	programm VARCHAR(300) NOT NULL, 
	foerdergeber VARCHAR(300), 
	stellenanteil_prozent INTEGER, 
	betrag_cent BIGINT, 
	eigenanteil_wortlaut VARCHAR(300), 
	mittelstatus VARCHAR(30) NOT NULL, 
	quelle VARCHAR(300), 
	beginn DATE, 
	beginn_genauigkeit VARCHAR(30), 
	frist DATE, 
	frist_genauigkeit VARCHAR(30), 
	zeit_wortlaut VARCHAR(300), 
	zeit_angabe VARCHAR(30) NOT NULL, 
	turnus VARCHAR(30), 
	konzept_id INTEGER NOT NULL, 
	id INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	CONSTRAINT pk_foerderung PRIMARY KEY (id), 
	CONSTRAINT fk_foerderung_konzept_id_konzept FOREIGN KEY(konzept_id) REFERENCES konzept (id)
);
INSERT INTO "foerderung" VALUES('Landesprogramm',NULL,NULL,1200000,NULL,'ungeklaert',NULL,NULL,NULL,NULL,NULL,NULL,'leer',NULL,1,1,1);
CREATE TABLE fristaenderung (
	massnahme_id INTEGER NOT NULL, 
	am DATE NOT NULL, 
	bisher DATE, 
	neu DATE, 
	grund TEXT NOT NULL, 
	konzept_id INTEGER NOT NULL, 
	id INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	CONSTRAINT pk_fristaenderung PRIMARY KEY (id), 
	CONSTRAINT fk_fristaenderung_konzept_id_konzept FOREIGN KEY(konzept_id) REFERENCES konzept (id), 
	CONSTRAINT fk_fristaenderung_massnahme_id_massnahme FOREIGN KEY(massnahme_id) REFERENCES massnahme (id)
);
INSERT INTO "fristaenderung" VALUES(1,'2024-11-05','2025-06-30','2025-09-30','Der Raum war nicht frei.',1,1,1);
CREATE TABLE gremium (
	typ VARCHAR(30) NOT NULL, 
	name VARCHAR(300) NOT NULL, 
	teilprojekt_id INTEGER, 
	uebergeordnet_id INTEGER, 
	aufgaben TEXT, 
	turnus VARCHAR(30), 
	unvollstaendig BOOLEAN NOT NULL, 
	reihenfolge INTEGER NOT NULL, 
	quelle VARCHAR(300), 
	konzept_id INTEGER NOT NULL, 
	id INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	CONSTRAINT pk_gremium PRIMARY KEY (id), 
	CONSTRAINT fk_gremium_konzept_id_konzept FOREIGN KEY(konzept_id) REFERENCES konzept (id), 
	CONSTRAINT fk_gremium_teilprojekt_id_teilprojekt FOREIGN KEY(teilprojekt_id) REFERENCES teilprojekt (id), 
	CONSTRAINT fk_gremium_uebergeordnet_id_gremium FOREIGN KEY(uebergeordnet_id) REFERENCES gremium (id)
);
INSERT INTO "gremium" VALUES('ausschuss','Sozialausschuss',NULL,NULL,NULL,NULL,0,0,NULL,1,1,1);
CREATE TABLE gremiumhandlungsfeld (
	gremium_id INTEGER NOT NULL, 
	handlungsfeld_id INTEGER NOT NULL, 
	konzept_id INTEGER NOT NULL, 
	id INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	CONSTRAINT pk_gremiumhandlungsfeld PRIMARY KEY (id), 
	CONSTRAINT fk_gremiumhandlungsfeld_gremium_id_gremium FOREIGN KEY(gremium_id) REFERENCES gremium (id), 
	CONSTRAINT fk_gremiumhandlungsfeld_handlungsfeld_id_handlungsfeld FOREIGN KEY(handlungsfeld_id) REFERENCES handlungsfeld (id), 
	CONSTRAINT fk_gremiumhandlungsfeld_konzept_id_konzept FOREIGN KEY(konzept_id) REFERENCES konzept (id), 
	CONSTRAINT uq_gremiumhandlungsfeld_gremium_id_handlungsfeld_id UNIQUE (gremium_id, handlungsfeld_id)
);
INSERT INTO "gremiumhandlungsfeld" VALUES(1,1,1,1,1);
CREATE TABLE handlungsfeld (
	nummer INTEGER NOT NULL, 
	titel VARCHAR(300) NOT NULL, 
	kuerzel VARCHAR(300), 
	teilprojekt_id INTEGER, 
	reihenfolge INTEGER NOT NULL, 
	uebergreifend BOOLEAN NOT NULL, 
	bearbeitungsstand VARCHAR(30) NOT NULL, 
	bedeutung TEXT, 
	fokus TEXT, 
	schwerpunkte TEXT, 
	herausforderungen TEXT, 
	einflussgrenze TEXT, 
	herkunft TEXT, 
	umsetzungsgrundsaetze TEXT, 
	ausblick TEXT, 
	massnahmen_gesamt INTEGER, 
	quelle VARCHAR(300), 
	konzept_id INTEGER NOT NULL, 
	id INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	CONSTRAINT pk_handlungsfeld PRIMARY KEY (id), 
	CONSTRAINT fk_handlungsfeld_konzept_id_konzept FOREIGN KEY(konzept_id) REFERENCES konzept (id), 
	CONSTRAINT fk_handlungsfeld_teilprojekt_id_teilprojekt FOREIGN KEY(teilprojekt_id) REFERENCES teilprojekt (id), 
	CONSTRAINT uq_handlungsfeld_konzept_id_nummer UNIQUE (konzept_id, nummer)
);
INSERT INTO "handlungsfeld" VALUES(1,'Sprache und Bildung',NULL,1,0,0,'nicht_begonnen',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,1,1,1);
INSERT INTO "handlungsfeld" VALUES(2,'Ankommen und Teilhabe',NULL,1,0,0,'nicht_begonnen',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,1,2,1);
INSERT INTO "handlungsfeld" VALUES(1,'Wohnen',NULL,NULL,0,0,'nicht_begonnen',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,2,3,1);
CREATE TABLE kennzahl (
	handlungsfeld_id INTEGER, 
	bezeichnung VARCHAR(300) NOT NULL, 
	wert VARCHAR(300) NOT NULL, 
	einheit VARCHAR(300), 
	ungenau BOOLEAN NOT NULL, 
	stichtag DATE, 
	erlaeuterung TEXT, 
	beleg TEXT, 
	reihenfolge INTEGER NOT NULL, 
	quelle VARCHAR(300), 
	konzept_id INTEGER NOT NULL, 
	id INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	CONSTRAINT pk_kennzahl PRIMARY KEY (id), 
	CONSTRAINT fk_kennzahl_handlungsfeld_id_handlungsfeld FOREIGN KEY(handlungsfeld_id) REFERENCES handlungsfeld (id), 
	CONSTRAINT fk_kennzahl_konzept_id_konzept FOREIGN KEY(konzept_id) REFERENCES konzept (id)
);
INSERT INTO "kennzahl" VALUES(NULL,'Einwohnende','4.711',NULL,0,'2024-12-31',NULL,NULL,0,NULL,1,1,1);
CREATE TABLE kommune (
	schluessel VARCHAR(300) NOT NULL, 
	name VARCHAR(300) NOT NULL, 
	bundesland VARCHAR(300), 
	beispiel BOOLEAN NOT NULL, 
	id INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	CONSTRAINT pk_kommune PRIMARY KEY (id), 
	CONSTRAINT uq_kommune_schluessel UNIQUE (schluessel)
);
INSERT INTO "kommune" VALUES('probstweiler','Gemeinde Probstweiler',NULL,1,1,1);
INSERT INTO "kommune" VALUES('nachbarau','Gemeinde Nachbarau',NULL,1,2,1);
CREATE TABLE konzept (
	kommune_id INTEGER NOT NULL, 
	schluessel VARCHAR(300) NOT NULL, 
	bezeichnung VARCHAR(300) NOT NULL, 
	kurzform VARCHAR(300), 
	phase VARCHAR(30) NOT NULL, 
	stelle_id INTEGER, 
	auftrag TEXT, 
	anlass TEXT, 
	rueckblick TEXT, 
	ausblick TEXT, 
	haushaltsvorbehalt TEXT, 
	berichtspflicht TEXT, 
	umsetzungsgrundsaetze TEXT, 
	evaluationsmethode TEXT, 
	smart_a VARCHAR(300), 
	nicht_abschliessend BOOLEAN NOT NULL, 
	fortlaufend BOOLEAN NOT NULL, 
	kontakt_email VARCHAR(300), 
	kontakt_url VARCHAR(300), 
	aktualitaet_monate INTEGER NOT NULL, 
	vorgabe_stichtag DATE, 
	massnahmen_kuerzel VARCHAR(300), 
	beispiel BOOLEAN NOT NULL, 
	quelle VARCHAR(300), 
	beginn DATE, 
	beginn_genauigkeit VARCHAR(30), 
	frist DATE, 
	frist_genauigkeit VARCHAR(30), 
	zeit_wortlaut VARCHAR(300), 
	zeit_angabe VARCHAR(30) NOT NULL, 
	turnus VARCHAR(30), 
	id INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	CONSTRAINT pk_konzept PRIMARY KEY (id), 
	CONSTRAINT fk_konzept_kommune_id_kommune FOREIGN KEY(kommune_id) REFERENCES kommune (id), 
	CONSTRAINT fk_konzept_stelle_id_organisationseinheit FOREIGN KEY(stelle_id) REFERENCES organisationseinheit (id), 
	CONSTRAINT uq_konzept_schluessel UNIQUE (schluessel)
);
INSERT INTO "konzept" VALUES(1,'probstweiler','Integrationskonzept Probstweiler',NULL,'umsetzung',2,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,0,0,NULL,NULL,6,NULL,'PW',1,NULL,NULL,NULL,NULL,NULL,NULL,'leer',NULL,1,1);
INSERT INTO "konzept" VALUES(2,'nachbarau','Zusammenleben Nachbarau',NULL,'erarbeitung',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,0,0,NULL,NULL,6,NULL,NULL,0,NULL,NULL,NULL,NULL,NULL,NULL,'leer',NULL,2,1);
CREATE TABLE leitlinie (
	nummer INTEGER NOT NULL, 
	text TEXT NOT NULL, 
	quelle VARCHAR(300), 
	konzept_id INTEGER NOT NULL, 
	id INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	CONSTRAINT pk_leitlinie PRIMARY KEY (id), 
	CONSTRAINT fk_leitlinie_konzept_id_konzept FOREIGN KEY(konzept_id) REFERENCES konzept (id)
);
INSERT INTO "leitlinie" VALUES(1,'Alle gestalten mit.',NULL,1,1,1);
CREATE TABLE massnahme (
	nummer VARCHAR(300) NOT NULL, 
	titel VARCHAR(300) NOT NULL, 
	beschreibung TEXT, 
	einfache_sprache TEXT, 
	handlungsfeld_id INTEGER NOT NULL, 
	art VARCHAR(30) NOT NULL, 
	konkretheit VARCHAR(30), 
	konkretheit_wortlaut VARCHAR(300), 
	prioritaet VARCHAR(30), 
	urspruengliche_frist DATE, 
	federfuehrung_id INTEGER, 
	federfuehrung_angabe VARCHAR(30) NOT NULL, 
	federfuehrung_wortlaut VARCHAR(300), 
	beteiligte_wortlaut TEXT, 
	zielgruppe TEXT, 
	mehrsprachig BOOLEAN NOT NULL, 
	leichte_sprache BOOLEAN NOT NULL, 
	barrierefrei BOOLEAN NOT NULL, 
	vorbild VARCHAR(300), 
	indikator VARCHAR(300), 
	personal_wortlaut TEXT, 
	personal_angabe VARCHAR(30) NOT NULL, 
	mittel_wortlaut TEXT, 
	mittel_angabe VARCHAR(30) NOT NULL, 
	mittelstatus VARCHAR(30) NOT NULL, 
	terminlage_gesetzt VARCHAR(30), 
	terminlage_grund TEXT, 
	zusammengefuehrt_mit_id INTEGER, 
	ersetzt_durch_id INTEGER, 
	archiviert_am DATE, 
	interne_notiz TEXT, 
	quelle VARCHAR(300), 
	beginn DATE, 
	beginn_genauigkeit VARCHAR(30), 
	frist DATE, 
	frist_genauigkeit VARCHAR(30), 
	zeit_wortlaut VARCHAR(300), 
	zeit_angabe VARCHAR(30) NOT NULL, 
	turnus VARCHAR(30), 
	konzept_id INTEGER NOT NULL, 
	id INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	CONSTRAINT pk_massnahme PRIMARY KEY (id), 
	CONSTRAINT fk_massnahme_ersetzt_durch_id_massnahme FOREIGN KEY(ersetzt_durch_id) REFERENCES massnahme (id), 
	CONSTRAINT fk_massnahme_federfuehrung_id_organisationseinheit FOREIGN KEY(federfuehrung_id) REFERENCES organisationseinheit (id), 
	CONSTRAINT fk_massnahme_handlungsfeld_id_handlungsfeld FOREIGN KEY(handlungsfeld_id) REFERENCES handlungsfeld (id), 
	CONSTRAINT fk_massnahme_konzept_id_konzept FOREIGN KEY(konzept_id) REFERENCES konzept (id), 
	CONSTRAINT fk_massnahme_zusammengefuehrt_mit_id_massnahme FOREIGN KEY(zusammengefuehrt_mit_id) REFERENCES massnahme (id), 
	CONSTRAINT uq_massnahme_konzept_id_nummer UNIQUE (konzept_id, nummer)
);
INSERT INTO "massnahme" VALUES('PW-01','Sprachcafé',NULL,NULL,1,'neu',NULL,NULL,NULL,NULL,1,'leer',NULL,NULL,NULL,0,0,0,NULL,NULL,NULL,'leer',NULL,'leer','ungeklaert',NULL,NULL,NULL,NULL,NULL,'Raumfrage noch vertraulich',NULL,NULL,NULL,'2025-09-30','tag',NULL,'genannt',NULL,1,1,1);
INSERT INTO "massnahme" VALUES('PW-02','Ankommenslotsen',NULL,NULL,2,'neu',NULL,NULL,NULL,NULL,2,'leer',NULL,NULL,NULL,0,0,0,NULL,NULL,NULL,'leer',NULL,'leer','ungeklaert',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'2025-03-31','tag',NULL,'genannt',NULL,1,2,1);
INSERT INTO "massnahme" VALUES('PW-03','Mehrsprachiger Wegweiser',NULL,NULL,2,'neu',NULL,NULL,NULL,NULL,NULL,'keine_angabe',NULL,NULL,NULL,1,0,0,NULL,NULL,NULL,'leer',NULL,'leer','ungeklaert',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'leer',NULL,1,3,1);
INSERT INTO "massnahme" VALUES('PW-04','Sommerfest der Kulturen',NULL,NULL,1,'bestand',NULL,NULL,NULL,NULL,1,'leer',NULL,NULL,NULL,0,0,0,NULL,NULL,NULL,'leer',NULL,'leer','ungeklaert',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'leer',NULL,1,4,1);
INSERT INTO "massnahme" VALUES('NA-01','Wohnraumbörse',NULL,NULL,3,'neu',NULL,NULL,NULL,NULL,3,'leer',NULL,NULL,NULL,0,0,0,NULL,NULL,NULL,'leer',NULL,'leer','ungeklaert',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'leer',NULL,2,5,1);
CREATE TABLE massnahmehandlungsfeld (
	massnahme_id INTEGER NOT NULL, 
	handlungsfeld_id INTEGER NOT NULL, 
	konzept_id INTEGER NOT NULL, 
	id INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	CONSTRAINT pk_massnahmehandlungsfeld PRIMARY KEY (id), 
	CONSTRAINT fk_massnahmehandlungsfeld_handlungsfeld_id_handlungsfeld FOREIGN KEY(handlungsfeld_id) REFERENCES handlungsfeld (id), 
	CONSTRAINT fk_massnahmehandlungsfeld_konzept_id_konzept FOREIGN KEY(konzept_id) REFERENCES konzept (id), 
	CONSTRAINT fk_massnahmehandlungsfeld_massnahme_id_massnahme FOREIGN KEY(massnahme_id) REFERENCES massnahme (id), 
	CONSTRAINT uq_massnahmehandlungsfeld_massnahme_id_handlungsfeld_id UNIQUE (massnahme_id, handlungsfeld_id)
);
INSERT INTO "massnahmehandlungsfeld" VALUES(1,2,1,1,1);
CREATE TABLE massnahmeziel (
	massnahme_id INTEGER NOT NULL, 
	ziel_id INTEGER NOT NULL, 
	konzept_id INTEGER NOT NULL, 
	id INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	CONSTRAINT pk_massnahmeziel PRIMARY KEY (id), 
	CONSTRAINT fk_massnahmeziel_konzept_id_konzept FOREIGN KEY(konzept_id) REFERENCES konzept (id), 
	CONSTRAINT fk_massnahmeziel_massnahme_id_massnahme FOREIGN KEY(massnahme_id) REFERENCES massnahme (id), 
	CONSTRAINT fk_massnahmeziel_ziel_id_ziel FOREIGN KEY(ziel_id) REFERENCES ziel (id), 
	CONSTRAINT uq_massnahmeziel_massnahme_id_ziel_id UNIQUE (massnahme_id, ziel_id)
);
INSERT INTO "massnahmeziel" VALUES(1,1,1,1,1);
CREATE TABLE meilenstein (
	massnahme_id INTEGER, 
	handlungsfeld_id INTEGER, 
	titel VARCHAR(300) NOT NULL, 
	erreicht_am DATE, 
	quelle VARCHAR(300), 
	beginn DATE, 
	beginn_genauigkeit VARCHAR(30), 
	frist DATE, 
	frist_genauigkeit VARCHAR(30), 
	zeit_wortlaut VARCHAR(300), 
	zeit_angabe VARCHAR(30) NOT NULL, 
	turnus VARCHAR(30), 
	konzept_id INTEGER NOT NULL, 
	id INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	CONSTRAINT pk_meilenstein PRIMARY KEY (id), 
	CONSTRAINT fk_meilenstein_handlungsfeld_id_handlungsfeld FOREIGN KEY(handlungsfeld_id) REFERENCES handlungsfeld (id), 
	CONSTRAINT fk_meilenstein_konzept_id_konzept FOREIGN KEY(konzept_id) REFERENCES konzept (id), 
	CONSTRAINT fk_meilenstein_massnahme_id_massnahme FOREIGN KEY(massnahme_id) REFERENCES massnahme (id)
);
INSERT INTO "meilenstein" VALUES(1,NULL,'Erster Abend',NULL,NULL,NULL,NULL,'2025-02-06',NULL,NULL,'leer',NULL,1,1,1);
CREATE TABLE mitgliedschaft (
	gremium_id INTEGER NOT NULL, 
	organisationseinheit_id INTEGER, 
	rolle VARCHAR(300), 
	person VARCHAR(300), 
	reihenfolge INTEGER NOT NULL, 
	konzept_id INTEGER NOT NULL, 
	id INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	CONSTRAINT pk_mitgliedschaft PRIMARY KEY (id), 
	CONSTRAINT fk_mitgliedschaft_gremium_id_gremium FOREIGN KEY(gremium_id) REFERENCES gremium (id), 
	CONSTRAINT fk_mitgliedschaft_konzept_id_konzept FOREIGN KEY(konzept_id) REFERENCES konzept (id), 
	CONSTRAINT fk_mitgliedschaft_organisationseinheit_id_organisationseinheit FOREIGN KEY(organisationseinheit_id) REFERENCES organisationseinheit (id)
);
INSERT INTO "mitgliedschaft" VALUES(1,2,NULL,'Erika Beispiel',0,1,1,1);
CREATE TABLE mittelposition (
	massnahme_id INTEGER NOT NULL, 
	foerderung_id INTEGER, 
	art VARCHAR(30) NOT NULL, 
	modus VARCHAR(30) NOT NULL, 
	jahr INTEGER, 
	betrag_cent BIGINT, 
	bis_betrag_cent BIGINT, 
	ungenau BOOLEAN NOT NULL, 
	konjunktiv BOOLEAN NOT NULL, 
	vorbehalt TEXT, 
	stellenanteil_prozent INTEGER, 
	mittelstatus VARCHAR(30) NOT NULL, 
	zweck VARCHAR(300), 
	haushaltsteil VARCHAR(300), 
	produkt VARCHAR(300), 
	sachkonto VARCHAR(300), 
	wortlaut TEXT, 
	quelle VARCHAR(300), 
	konzept_id INTEGER NOT NULL, 
	id INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	CONSTRAINT pk_mittelposition PRIMARY KEY (id), 
	CONSTRAINT fk_mittelposition_foerderung_id_foerderung FOREIGN KEY(foerderung_id) REFERENCES foerderung (id), 
	CONSTRAINT fk_mittelposition_konzept_id_konzept FOREIGN KEY(konzept_id) REFERENCES konzept (id), 
	CONSTRAINT fk_mittelposition_massnahme_id_massnahme FOREIGN KEY(massnahme_id) REFERENCES massnahme (id)
);
INSERT INTO "mittelposition" VALUES(1,1,'gesamt','einmalig',NULL,2100050,NULL,1,1,NULL,NULL,'ungeklaert',NULL,NULL,NULL,NULL,'würde ca. 21 T€ kosten',NULL,1,1,1);
CREATE TABLE nutzer (
	kennung VARCHAR(300) NOT NULL, 
	name VARCHAR(300) NOT NULL, 
	demo BOOLEAN NOT NULL, 
	aktiv BOOLEAN NOT NULL, 
	id INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	CONSTRAINT pk_nutzer PRIMARY KEY (id), 
	CONSTRAINT uq_nutzer_kennung UNIQUE (kennung)
);
INSERT INTO "nutzer" VALUES('adam','Adam Strator',0,1,1,1);
INSERT INTO "nutzer" VALUES('kora','Kora Dinata',0,1,2,1);
INSERT INTO "nutzer" VALUES('fatma','Fatma Schulz',1,1,3,1);
INSERT INTO "nutzer" VALUES('fritz','Fritz Sozial',0,1,4,1);
INSERT INTO "nutzer" VALUES('lena','Lena Leitung',0,1,5,1);
INSERT INTO "nutzer" VALUES('gustav','Gustav Nachbar',0,1,6,1);
INSERT INTO "nutzer" VALUES('niemand','Nora Niemand',0,1,7,1);
CREATE TABLE organisationseinheit (
	kommune_id INTEGER NOT NULL, 
	name VARCHAR(300) NOT NULL, 
	kuerzel VARCHAR(300), 
	art VARCHAR(30) NOT NULL, 
	extern BOOLEAN NOT NULL, 
	uebergeordnet_id INTEGER, 
	aktiv BOOLEAN NOT NULL, 
	id INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	CONSTRAINT pk_organisationseinheit PRIMARY KEY (id), 
	CONSTRAINT fk_organisationseinheit_kommune_id_kommune FOREIGN KEY(kommune_id) REFERENCES kommune (id), 
	CONSTRAINT fk_organisationseinheit_uebergeordnet_id_organisationseinheit FOREIGN KEY(uebergeordnet_id) REFERENCES organisationseinheit (id)
);
INSERT INTO "organisationseinheit" VALUES(1,'Fachdienst Bildung','FD 4','fachdienst',0,NULL,1,1,1);
INSERT INTO "organisationseinheit" VALUES(1,'Fachdienst Soziales','FD 5','fachdienst',0,NULL,1,2,1);
INSERT INTO "organisationseinheit" VALUES(2,'Hauptamt Nachbarau',NULL,'sonstige',0,NULL,1,3,1);
CREATE TABLE protokoll (
	seq BIGINT NOT NULL, 
	am DATETIME NOT NULL, 
	gilt_ab DATE NOT NULL, 
	nutzer_id INTEGER, 
	konzept_id INTEGER, 
	tabelle VARCHAR(300) NOT NULL, 
	datensatz_id INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	aktion VARCHAR(30) NOT NULL, 
	grund TEXT, 
	vorgang VARCHAR(60) NOT NULL, 
	position INTEGER NOT NULL, 
	nutzlast TEXT, 
	salz VARCHAR(32) NOT NULL, 
	nutzlast_sha VARCHAR(64) NOT NULL, 
	vor_hash VARCHAR(64) NOT NULL, 
	hash VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_protokoll PRIMARY KEY (seq), 
	CONSTRAINT fk_protokoll_nutzer_id_nutzer FOREIGN KEY(nutzer_id) REFERENCES nutzer (id), 
	CONSTRAINT uq_protokoll_tabelle_datensatz_id_version UNIQUE (tabelle, datensatz_id, version), 
	CONSTRAINT uq_protokoll_vorgang_position UNIQUE (vorgang, position)
);
INSERT INTO "protokoll" VALUES(1,'2025-01-02 09:00:00.000000','2025-01-02',1,NULL,'nutzer',1,1,'angelegt','Einrichtung','ab9732ce-3209-46b3-b441-45affc575ca4',0,'{"nachher":{"aktiv":true,"demo":false,"id":1,"kennung":"adam","name":"Adam Strator","version":1},"vorher":{}}','fffd37065f80f8d1ebdcc3184c13dbef','193c3710b268eaab6531f3b37e0ea50c6f6080d18b9f552c27811ec2f151c946','0000000000000000000000000000000000000000000000000000000000000000','fc6d617d5e4dcfecf23ee3db43e3fb86873b4ee9d8a0651effc697e0a4c00f32');
INSERT INTO "protokoll" VALUES(2,'2025-01-02 09:00:00.000000','2025-01-02',1,NULL,'nutzer',2,1,'angelegt','Einrichtung','ab9732ce-3209-46b3-b441-45affc575ca4',1,'{"nachher":{"aktiv":true,"demo":false,"id":2,"kennung":"kora","name":"Kora Dinata","version":1},"vorher":{}}','16c076df6c28d253abfcc7dcc7a38ef6','b4cc11cfe15a1e52002d60a9d31a5c454ac5a1d3b68a605ee2e480b0e945e2c9','fc6d617d5e4dcfecf23ee3db43e3fb86873b4ee9d8a0651effc697e0a4c00f32','139eb6e9530d67ce7b387d5e4629e1012c2c1be86a807d5063276234888093c1');
INSERT INTO "protokoll" VALUES(3,'2025-01-02 09:00:00.000000','2025-01-02',1,NULL,'nutzer',3,1,'angelegt','Einrichtung','ab9732ce-3209-46b3-b441-45affc575ca4',2,'{"nachher":{"aktiv":true,"demo":true,"id":3,"kennung":"fatma","name":"Fatma Schulz","version":1},"vorher":{}}','6bc1a3856b394246ca887da8dbc57aeb','6862212c569cdb38f9279af4465ec2cb9df45c0c005430d8747beef4dfacb181','139eb6e9530d67ce7b387d5e4629e1012c2c1be86a807d5063276234888093c1','213a52a8305e8a74af22972e62fdc86ad818b7f8ee6d5984aad005ef2d24b605');
INSERT INTO "protokoll" VALUES(4,'2025-01-02 09:00:00.000000','2025-01-02',1,NULL,'nutzer',4,1,'angelegt','Einrichtung','ab9732ce-3209-46b3-b441-45affc575ca4',3,'{"nachher":{"aktiv":true,"demo":false,"id":4,"kennung":"fritz","name":"Fritz Sozial","version":1},"vorher":{}}','54acc7b2f2b431bbf52a91610a73d62c','a58e06086862be9f2a6c067244184773a5a8a5f68966f45cbd2b776c28afce08','213a52a8305e8a74af22972e62fdc86ad818b7f8ee6d5984aad005ef2d24b605','68b69a7ba3856a215d387c9721945f9fa40bbe3115c3a974a388569a38e642e0');
INSERT INTO "protokoll" VALUES(5,'2025-01-02 09:00:00.000000','2025-01-02',1,NULL,'nutzer',5,1,'angelegt','Einrichtung','ab9732ce-3209-46b3-b441-45affc575ca4',4,'{"nachher":{"aktiv":true,"demo":false,"id":5,"kennung":"lena","name":"Lena Leitung","version":1},"vorher":{}}','6ab50ae1a3bd1d33679ef4719f3833e0','3f08ad7e3af24793ef4cd0ed777d8e001f81fe604c79a6f30b39bc0e3b6dfced','68b69a7ba3856a215d387c9721945f9fa40bbe3115c3a974a388569a38e642e0','8ab5dda48f0e356f166e7a1fcb48b1d8d189c20495e44cc8456aa2f3fbf52b4b');
INSERT INTO "protokoll" VALUES(6,'2025-01-02 09:00:00.000000','2025-01-02',1,NULL,'nutzer',6,1,'angelegt','Einrichtung','ab9732ce-3209-46b3-b441-45affc575ca4',5,'{"nachher":{"aktiv":true,"demo":false,"id":6,"kennung":"gustav","name":"Gustav Nachbar","version":1},"vorher":{}}','79d8ac12c3f74cc77503b1a578652e08','3bd37fb95ed8e8db80e7e3d096b1f2d7862bd07b6b89c04e19308cb80dbe1b59','8ab5dda48f0e356f166e7a1fcb48b1d8d189c20495e44cc8456aa2f3fbf52b4b','bf1b879525a25402bd8fbfbd39bbe0a08e6dcaa0483abd91e0db70ab57e9f197');
INSERT INTO "protokoll" VALUES(7,'2025-01-02 09:00:00.000000','2025-01-02',1,NULL,'nutzer',7,1,'angelegt','Einrichtung','ab9732ce-3209-46b3-b441-45affc575ca4',6,'{"nachher":{"aktiv":true,"demo":false,"id":7,"kennung":"niemand","name":"Nora Niemand","version":1},"vorher":{}}','463bf7e0045788bdf754d2ca096746e8','2513fe74f6634d2251de85f82912254779e7e0434f448e9818f479c631ba66ce','bf1b879525a25402bd8fbfbd39bbe0a08e6dcaa0483abd91e0db70ab57e9f197','ff67679638bf167445589b1194c7a81faac3f51363cfcac87b73f72652a96aa6');
INSERT INTO "protokoll" VALUES(8,'2025-01-02 09:00:00.000000','2025-01-02',1,NULL,'kommune',1,1,'angelegt','Einrichtung','ab9732ce-3209-46b3-b441-45affc575ca4',7,'{"nachher":{"beispiel":true,"bundesland":null,"id":1,"name":"Gemeinde Probstweiler","schluessel":"probstweiler","version":1},"vorher":{}}','e8ff738e18f97bba8400dee77b41aea2','fb455eb86e0b9cda2a0cb6d16c990356aa5b276117bded78caef636473165efb','ff67679638bf167445589b1194c7a81faac3f51363cfcac87b73f72652a96aa6','d98f57a3f90708e055f9e48719f1b82847400093fd3086f0b66cc6c7763ea6de');
INSERT INTO "protokoll" VALUES(9,'2025-01-02 09:00:00.000000','2025-01-02',1,NULL,'organisationseinheit',1,1,'angelegt','Einrichtung','ab9732ce-3209-46b3-b441-45affc575ca4',8,'{"nachher":{"aktiv":true,"art":"fachdienst","extern":false,"id":1,"kommune_id":1,"kuerzel":"FD 4","name":"Fachdienst Bildung","uebergeordnet_id":null,"version":1},"vorher":{}}','b429d34927c68efbca081cfb5c852538','18fd8d674a1d519cc4cdd5800ceac4f4393cfe7e2d8e9996c9b10fe76a237f0d','d98f57a3f90708e055f9e48719f1b82847400093fd3086f0b66cc6c7763ea6de','4a729b3bcd10a5bb0f356c4839c2e21efa3c0c7a33e103ca09db0cf43d4c87cd');
INSERT INTO "protokoll" VALUES(10,'2025-01-02 09:00:00.000000','2025-01-02',1,NULL,'organisationseinheit',2,1,'angelegt','Einrichtung','ab9732ce-3209-46b3-b441-45affc575ca4',9,'{"nachher":{"aktiv":true,"art":"fachdienst","extern":false,"id":2,"kommune_id":1,"kuerzel":"FD 5","name":"Fachdienst Soziales","uebergeordnet_id":null,"version":1},"vorher":{}}','6282b37b1c6cdfca396497c7f1cf73f0','656a596093d6f9df30f9cba73e4e85ec95646be27626e66f60323cfd5c50ad8d','4a729b3bcd10a5bb0f356c4839c2e21efa3c0c7a33e103ca09db0cf43d4c87cd','7e4d1cccf6831ad427b7bf0fc4d1737c6139a186fbf3b32fcb674ade2ca4ecc1');
INSERT INTO "protokoll" VALUES(11,'2025-01-02 09:00:00.000000','2025-01-02',1,1,'konzept',1,1,'angelegt','Einrichtung','ab9732ce-3209-46b3-b441-45affc575ca4',10,'{"nachher":{"aktualitaet_monate":6,"anlass":null,"auftrag":null,"ausblick":null,"beginn":null,"beginn_genauigkeit":null,"beispiel":true,"berichtspflicht":null,"bezeichnung":"Integrationskonzept Probstweiler","evaluationsmethode":null,"fortlaufend":false,"frist":null,"frist_genauigkeit":null,"haushaltsvorbehalt":null,"id":1,"kommune_id":1,"kontakt_email":null,"kontakt_url":null,"kurzform":null,"massnahmen_kuerzel":"PW","nicht_abschliessend":false,"phase":"umsetzung","quelle":null,"rueckblick":null,"schluessel":"probstweiler","smart_a":null,"stelle_id":2,"turnus":null,"umsetzungsgrundsaetze":null,"version":1,"vorgabe_stichtag":null,"zeit_angabe":"leer","zeit_wortlaut":null},"vorher":{}}','1d3d08c050a2a1f1b7c7cb02768c9447','506bb14bdc565a63a123f3a4c5a14a271e6eba1b99fc24081c4bb117a504ec15','7e4d1cccf6831ad427b7bf0fc4d1737c6139a186fbf3b32fcb674ade2ca4ecc1','58444abb4a5aaad145e0c05abec7cf638d28b3eaa1144a96eafff26194803f4f');
INSERT INTO "protokoll" VALUES(12,'2025-01-02 09:00:00.000000','2025-01-02',1,1,'teilprojekt',1,1,'angelegt','Einrichtung','ab9732ce-3209-46b3-b441-45affc575ca4',11,'{"nachher":{"beschreibung":null,"buchstabe":"a","id":1,"konzept_id":1,"quelle":null,"reihenfolge":0,"titel":"Stadtgesellschaft","version":1},"vorher":{}}','7f3bd4e16a47c2360c34c448b0aca107','ab4e30e4a15d4e974e0ab72e6524abb8a94f11a7f44b3ce3d441785d63b46fde','58444abb4a5aaad145e0c05abec7cf638d28b3eaa1144a96eafff26194803f4f','d396f79f181327b9aa49eb37a92454cb86bcd4a49ccc029532f1083fc91631ce');
INSERT INTO "protokoll" VALUES(13,'2025-01-02 09:00:00.000000','2025-01-02',1,1,'handlungsfeld',1,1,'angelegt','Einrichtung','ab9732ce-3209-46b3-b441-45affc575ca4',12,'{"nachher":{"ausblick":null,"bearbeitungsstand":"nicht_begonnen","bedeutung":null,"einflussgrenze":null,"fokus":null,"herausforderungen":null,"herkunft":null,"id":1,"konzept_id":1,"kuerzel":null,"massnahmen_gesamt":null,"nummer":1,"quelle":null,"reihenfolge":0,"schwerpunkte":null,"teilprojekt_id":1,"titel":"Sprache und Bildung","uebergreifend":false,"umsetzungsgrundsaetze":null,"version":1},"vorher":{}}','146d01dd9cdf5d2a5a054f7d2c47d275','855bb61de15d41505556f86f577f86acb1969411b65942b21ae1d35b4952f94c','d396f79f181327b9aa49eb37a92454cb86bcd4a49ccc029532f1083fc91631ce','6e8a6b31c7d77557b4ee2d9bea7a233fed849720599fbac1283b56da94401be2');
INSERT INTO "protokoll" VALUES(14,'2025-01-02 09:00:00.000000','2025-01-02',1,1,'handlungsfeld',2,1,'angelegt','Einrichtung','ab9732ce-3209-46b3-b441-45affc575ca4',13,'{"nachher":{"ausblick":null,"bearbeitungsstand":"nicht_begonnen","bedeutung":null,"einflussgrenze":null,"fokus":null,"herausforderungen":null,"herkunft":null,"id":2,"konzept_id":1,"kuerzel":null,"massnahmen_gesamt":null,"nummer":2,"quelle":null,"reihenfolge":0,"schwerpunkte":null,"teilprojekt_id":1,"titel":"Ankommen und Teilhabe","uebergreifend":false,"umsetzungsgrundsaetze":null,"version":1},"vorher":{}}','263a8592cf38bc0a5c0b0c583af4978a','085f8d9b60308127da672e291423a67259fb84d98cec12bead9cb4c2c032265a','6e8a6b31c7d77557b4ee2d9bea7a233fed849720599fbac1283b56da94401be2','9dba05c6bb5eb38e0350bc2b912ed52afd6299cb7247dfc6c40c908e9ca17d51');
INSERT INTO "protokoll" VALUES(15,'2025-01-02 09:00:00.000000','2025-01-02',1,1,'massnahme',1,1,'angelegt','Einrichtung','ab9732ce-3209-46b3-b441-45affc575ca4',14,'{"nachher":{"archiviert_am":null,"art":"neu","barrierefrei":false,"beginn":null,"beginn_genauigkeit":null,"beschreibung":null,"beteiligte_wortlaut":null,"einfache_sprache":null,"ersetzt_durch_id":null,"federfuehrung_angabe":"leer","federfuehrung_id":1,"federfuehrung_wortlaut":null,"frist":"2025-09-30","frist_genauigkeit":"tag","handlungsfeld_id":1,"id":1,"indikator":null,"interne_notiz":"Raumfrage noch vertraulich","konkretheit":null,"konkretheit_wortlaut":null,"konzept_id":1,"leichte_sprache":false,"mehrsprachig":false,"mittel_angabe":"leer","mittel_wortlaut":null,"mittelstatus":"ungeklaert","nummer":"PW-01","personal_angabe":"leer","personal_wortlaut":null,"prioritaet":null,"quelle":null,"terminlage_gesetzt":null,"terminlage_grund":null,"titel":"Sprachcafé","turnus":null,"urspruengliche_frist":null,"version":1,"vorbild":null,"zeit_angabe":"genannt","zeit_wortlaut":null,"zielgruppe":null,"zusammengefuehrt_mit_id":null},"vorher":{}}','5aa34a0405c68ec3114b817231479ba7','cab1f2f1c4e3ba490566ff69f103c2e27c920d0b281beea33bac5b0786438f73','9dba05c6bb5eb38e0350bc2b912ed52afd6299cb7247dfc6c40c908e9ca17d51','33e3688c0dcf09636282dfac3ce5e0c3bd2d8f183a385fbba60fcdd022ddd85f');
INSERT INTO "protokoll" VALUES(16,'2025-01-02 09:00:00.000000','2025-01-02',1,1,'massnahme',2,1,'angelegt','Einrichtung','ab9732ce-3209-46b3-b441-45affc575ca4',15,'{"nachher":{"archiviert_am":null,"art":"neu","barrierefrei":false,"beginn":null,"beginn_genauigkeit":null,"beschreibung":null,"beteiligte_wortlaut":null,"einfache_sprache":null,"ersetzt_durch_id":null,"federfuehrung_angabe":"leer","federfuehrung_id":2,"federfuehrung_wortlaut":null,"frist":"2025-03-31","frist_genauigkeit":"tag","handlungsfeld_id":2,"id":2,"indikator":null,"interne_notiz":null,"konkretheit":null,"konkretheit_wortlaut":null,"konzept_id":1,"leichte_sprache":false,"mehrsprachig":false,"mittel_angabe":"leer","mittel_wortlaut":null,"mittelstatus":"ungeklaert","nummer":"PW-02","personal_angabe":"leer","personal_wortlaut":null,"prioritaet":null,"quelle":null,"terminlage_gesetzt":null,"terminlage_grund":null,"titel":"Ankommenslotsen","turnus":null,"urspruengliche_frist":null,"version":1,"vorbild":null,"zeit_angabe":"genannt","zeit_wortlaut":null,"zielgruppe":null,"zusammengefuehrt_mit_id":null},"vorher":{}}','2ade0836741255d778b89f77c5eaeaae','adbd64fec49a8e7c1a41ed240bc9fdc581a93098fe06dacb26dd37683b5310fb','33e3688c0dcf09636282dfac3ce5e0c3bd2d8f183a385fbba60fcdd022ddd85f','5909929e422250d3814d7609f5bb7dd02bedd00bdfbc9048ec80a96950f8f5c1');
INSERT INTO "protokoll" VALUES(17,'2025-01-02 09:00:00.000000','2025-01-02',1,1,'massnahme',3,1,'angelegt','Einrichtung','ab9732ce-3209-46b3-b441-45affc575ca4',16,'{"nachher":{"archiviert_am":null,"art":"neu","barrierefrei":false,"beginn":null,"beginn_genauigkeit":null,"beschreibung":null,"beteiligte_wortlaut":null,"einfache_sprache":null,"ersetzt_durch_id":null,"federfuehrung_angabe":"keine_angabe","federfuehrung_id":null,"federfuehrung_wortlaut":null,"frist":null,"frist_genauigkeit":null,"handlungsfeld_id":2,"id":3,"indikator":null,"interne_notiz":null,"konkretheit":null,"konkretheit_wortlaut":null,"konzept_id":1,"leichte_sprache":false,"mehrsprachig":true,"mittel_angabe":"leer","mittel_wortlaut":null,"mittelstatus":"ungeklaert","nummer":"PW-03","personal_angabe":"leer","personal_wortlaut":null,"prioritaet":null,"quelle":null,"terminlage_gesetzt":null,"terminlage_grund":null,"titel":"Mehrsprachiger Wegweiser","turnus":null,"urspruengliche_frist":null,"version":1,"vorbild":null,"zeit_angabe":"leer","zeit_wortlaut":null,"zielgruppe":null,"zusammengefuehrt_mit_id":null},"vorher":{}}','f8c4c31b7d949bceb1ab65fdb17f679f','3f5d882ddbd02d8832e46c72d3cf0d7b091b338bdeb955250934a4d452239c83','5909929e422250d3814d7609f5bb7dd02bedd00bdfbc9048ec80a96950f8f5c1','414d72ec7e934c0684aa9f7e33b0900c68c38cb8984f0cb4e6d54bb078b04f2d');
INSERT INTO "protokoll" VALUES(18,'2025-01-02 09:00:00.000000','2025-01-02',1,1,'massnahme',4,1,'angelegt','Einrichtung','ab9732ce-3209-46b3-b441-45affc575ca4',17,'{"nachher":{"archiviert_am":null,"art":"bestand","barrierefrei":false,"beginn":null,"beginn_genauigkeit":null,"beschreibung":null,"beteiligte_wortlaut":null,"einfache_sprache":null,"ersetzt_durch_id":null,"federfuehrung_angabe":"leer","federfuehrung_id":1,"federfuehrung_wortlaut":null,"frist":null,"frist_genauigkeit":null,"handlungsfeld_id":1,"id":4,"indikator":null,"interne_notiz":null,"konkretheit":null,"konkretheit_wortlaut":null,"konzept_id":1,"leichte_sprache":false,"mehrsprachig":false,"mittel_angabe":"leer","mittel_wortlaut":null,"mittelstatus":"ungeklaert","nummer":"PW-04","personal_angabe":"leer","personal_wortlaut":null,"prioritaet":null,"quelle":null,"terminlage_gesetzt":null,"terminlage_grund":null,"titel":"Sommerfest der Kulturen","turnus":null,"urspruengliche_frist":null,"version":1,"vorbild":null,"zeit_angabe":"leer","zeit_wortlaut":null,"zielgruppe":null,"zusammengefuehrt_mit_id":null},"vorher":{}}','396303cd067b03f11918544e7c948f18','3b23dd4773ebd82f9452eb8944c28dd2e356d59503d651211eb32ceb84ea2ebc','414d72ec7e934c0684aa9f7e33b0900c68c38cb8984f0cb4e6d54bb078b04f2d','5eac958d28130469377ccf019c7b9f35f6fcae9c536eaa335de0b449a7ab8e6e');
INSERT INTO "protokoll" VALUES(19,'2025-01-02 09:00:00.000000','2025-01-02',1,1,'sachstand',1,1,'angelegt','Einrichtung','ab9732ce-3209-46b3-b441-45affc575ca4',18,'{"nachher":{"abfrage_id":null,"abgeschlossen_am":null,"begruendung":null,"beleg":null,"entschieden_am":null,"entschieden_von":null,"erfasst_am":"2025-01-02T09:00:00+00:00","erfasst_von_id":3,"ergebnis":null,"ersetzt_id":null,"freigabe":"gemeldet","gilt_ab":"2025-01-02","hindernis":null,"id":1,"im_auftrag_von_id":null,"konzept_id":1,"loesung":null,"massnahme_id":1,"naechste_ueberpruefung":null,"naechster_schritt":null,"naechster_termin":null,"nummer":1,"text":"Das Café öffnet jeden Donnerstag.","turnus":null,"umsetzungsstand":"in_umsetzung","unveraendert":false,"version":1,"wiedervorlage":null,"zum":"2024-12-20","zurueckstellungsgrund":null},"vorher":{}}','908cefabbfdf9f7d880efb6d9b6fb324','38ae34a1064a822b496cbd5d7e1d22aa343d24859dcaaa8e795b16eb00933408','5eac958d28130469377ccf019c7b9f35f6fcae9c536eaa335de0b449a7ab8e6e','a48294c0863c127ff1566e390a2af99fd27d7c8a6be702fd6b1983708006feb7');
INSERT INTO "protokoll" VALUES(20,'2025-01-02 09:00:00.000000','2025-01-02',1,1,'sachstand',2,1,'angelegt','Einrichtung','ab9732ce-3209-46b3-b441-45affc575ca4',19,'{"nachher":{"abfrage_id":null,"abgeschlossen_am":null,"begruendung":null,"beleg":null,"entschieden_am":null,"entschieden_von":null,"erfasst_am":"2025-01-02T09:00:00+00:00","erfasst_von_id":4,"ergebnis":null,"ersetzt_id":null,"freigabe":"gemeldet","gilt_ab":"2025-01-02","hindernis":null,"id":2,"im_auftrag_von_id":null,"konzept_id":1,"loesung":null,"massnahme_id":2,"naechste_ueberpruefung":null,"naechster_schritt":null,"naechster_termin":null,"nummer":1,"text":"Die ersten Lotsinnen werden geschult.","turnus":null,"umsetzungsstand":"in_planung","unveraendert":false,"version":1,"wiedervorlage":null,"zum":"2024-12-20","zurueckstellungsgrund":null},"vorher":{}}','7c9211e0f703c94020016ac21dbb588d','ed8c47e87f85c91317724f212fce07b32b5b03b99542ad07715e707be4a3982d','a48294c0863c127ff1566e390a2af99fd27d7c8a6be702fd6b1983708006feb7','f0150755696859e71bcadbcedbbf11077ddfaa487f7cc08389e14c54ad5bbf7f');
INSERT INTO "protokoll" VALUES(21,'2025-01-02 09:00:00.000000','2025-01-02',1,1,'sachstand',3,1,'angelegt','Einrichtung','ab9732ce-3209-46b3-b441-45affc575ca4',20,'{"nachher":{"abfrage_id":null,"abgeschlossen_am":null,"begruendung":null,"beleg":null,"entschieden_am":null,"entschieden_von":null,"erfasst_am":"2025-01-02T09:00:00+00:00","erfasst_von_id":2,"ergebnis":null,"ersetzt_id":null,"freigabe":"gemeldet","gilt_ab":"2025-01-02","hindernis":null,"id":3,"im_auftrag_von_id":null,"konzept_id":1,"loesung":null,"massnahme_id":3,"naechste_ueberpruefung":null,"naechster_schritt":null,"naechster_termin":null,"nummer":1,"text":"Es liegt eine Gliederung vor.","turnus":null,"umsetzungsstand":"idee","unveraendert":false,"version":1,"wiedervorlage":null,"zum":"2024-12-20","zurueckstellungsgrund":null},"vorher":{}}','7552c0ebb8090a02442091795fbeef56','a213432e2a530375fca86996fb9b7e0d8afa4c14ddc230db840a1680cdfbdd41','f0150755696859e71bcadbcedbbf11077ddfaa487f7cc08389e14c54ad5bbf7f','8eff1f27552c1ab957f43ffab75978117bcd4503e0f3b762d598bef4dd151441');
INSERT INTO "protokoll" VALUES(22,'2025-01-02 09:00:00.000000','2025-01-02',1,1,'leitlinie',1,1,'angelegt','Einrichtung','ab9732ce-3209-46b3-b441-45affc575ca4',21,'{"nachher":{"id":1,"konzept_id":1,"nummer":1,"quelle":null,"text":"Alle gestalten mit.","version":1},"vorher":{}}','70c202711faf64dbf888876c55c57578','3943f2372a9d3325bc0f70366387d639a86c9d48c2828346fb8571d630d13c43','8eff1f27552c1ab957f43ffab75978117bcd4503e0f3b762d598bef4dd151441','84f06fa94d54084dad5c29a1b482d4e03105833557bbc33f74fb57f768d3c374');
INSERT INTO "protokoll" VALUES(23,'2025-01-02 09:00:00.000000','2025-01-02',1,1,'ziel',1,1,'angelegt','Einrichtung','ab9732ce-3209-46b3-b441-45affc575ca4',22,'{"nachher":{"ebene":"ziel","handlungsfeld_id":1,"id":1,"konzept_id":1,"nummer":null,"quelle":null,"text":"Deutsch lernen, wo man lebt.","uebergeordnet_id":null,"version":1},"vorher":{}}','4932627f788bd3c01b0ac54ea9a77be9','284348a1043d14940c4ebd63dc2f564da88b2c59e7eb3a564fc63862a0698996','84f06fa94d54084dad5c29a1b482d4e03105833557bbc33f74fb57f768d3c374','c8b7b8d859fb44198482e0d60faa4f9ac7cb099db293276d12098bb49a01c855');
INSERT INTO "protokoll" VALUES(24,'2025-01-02 09:00:00.000000','2025-01-02',1,1,'massnahmehandlungsfeld',1,1,'angelegt','Einrichtung','ab9732ce-3209-46b3-b441-45affc575ca4',23,'{"nachher":{"handlungsfeld_id":2,"id":1,"konzept_id":1,"massnahme_id":1,"version":1},"vorher":{}}','e17ac5f5bc0a9c7c8daeda6d02c565c7','fe4a9ccee9e7b0f664594a706b27788d75a23c510701455ae0e22cabedf91a6c','c8b7b8d859fb44198482e0d60faa4f9ac7cb099db293276d12098bb49a01c855','cebacacb70b5c3aedc33504805eed49c446c65b75c5dc63ddd58b5069eb6a4d4');
INSERT INTO "protokoll" VALUES(25,'2025-01-02 09:00:00.000000','2025-01-02',1,1,'massnahmeziel',1,1,'angelegt','Einrichtung','ab9732ce-3209-46b3-b441-45affc575ca4',24,'{"nachher":{"id":1,"konzept_id":1,"massnahme_id":1,"version":1,"ziel_id":1},"vorher":{}}','66ca38693ebba81fd788506ae6ef8e70','e551fcf7efb0a4083bfcbc706146e2f97a81f106af81f2304445a06447bc5044','cebacacb70b5c3aedc33504805eed49c446c65b75c5dc63ddd58b5069eb6a4d4','64b496025b2af5e693a54e6375f09d495f7e879994141b620f381bf611332f37');
INSERT INTO "protokoll" VALUES(26,'2025-01-02 09:00:00.000000','2025-01-02',1,1,'beteiligung',1,1,'angelegt','Einrichtung','ab9732ce-3209-46b3-b441-45affc575ca4',25,'{"nachher":{"id":1,"konzept_id":1,"massnahme_id":1,"organisationseinheit_id":2,"rolle":null,"version":1},"vorher":{}}','37700db0cfb3f1dcebdd022cbcabdf30','d6f0d3a6015f33e5195c7969d4ec0a50aebb6c67f2bd1677b3fc9a8e933ad2df','64b496025b2af5e693a54e6375f09d495f7e879994141b620f381bf611332f37','ddba87131113d845a305ae8f1e4995e67bce7e8fca9ba45c601ad20ddb93522e');
INSERT INTO "protokoll" VALUES(27,'2025-01-02 09:00:00.000000','2025-01-02',1,1,'meilenstein',1,1,'angelegt','Einrichtung','ab9732ce-3209-46b3-b441-45affc575ca4',26,'{"nachher":{"beginn":null,"beginn_genauigkeit":null,"erreicht_am":null,"frist":"2025-02-06","frist_genauigkeit":null,"handlungsfeld_id":null,"id":1,"konzept_id":1,"massnahme_id":1,"quelle":null,"titel":"Erster Abend","turnus":null,"version":1,"zeit_angabe":"leer","zeit_wortlaut":null},"vorher":{}}','fc56d14c96d2186e42abf76962eb3d33','a077c82bb0790fd3563c2315fdaf517c17ea705a50c4497061b15cb043d1871d','ddba87131113d845a305ae8f1e4995e67bce7e8fca9ba45c601ad20ddb93522e','a5caddab3bc42fabb198e4671db03ac698fb5982fdf77339bea51a65a94c1edd');
INSERT INTO "protokoll" VALUES(28,'2025-01-02 09:00:00.000000','2025-01-02',1,1,'fristaenderung',1,1,'angelegt','Einrichtung','ab9732ce-3209-46b3-b441-45affc575ca4',27,'{"nachher":{"am":"2024-11-05","bisher":"2025-06-30","grund":"Der Raum war nicht frei.","id":1,"konzept_id":1,"massnahme_id":1,"neu":"2025-09-30","version":1},"vorher":{}}','dede8c8169abd11bd6aafafd80bf68dc','59305992da406df2d675010a6c9e09562048178871647b0f21dbf70bfa4ccbcb','a5caddab3bc42fabb198e4671db03ac698fb5982fdf77339bea51a65a94c1edd','7e079f1616367d2c448f7ac3bc0a5d68686168ec8b5997857fdd9fcff602c0dc');
INSERT INTO "protokoll" VALUES(29,'2025-01-02 09:00:00.000000','2025-01-02',1,1,'smartpruefung',1,1,'angelegt','Einrichtung','ab9732ce-3209-46b3-b441-45affc575ca4',28,'{"nachher":{"aktivierend":"offen","geprueft_am":null,"id":1,"konzept_id":1,"massnahme_id":1,"messbar":"ja","notiz":null,"realistisch":"offen","spezifisch":"offen","terminiert":"offen","version":1},"vorher":{}}','67b528edc9a1f1e6c912961fad83e090','e02731cf55f80e8b57c7514dd025f87e491ea0d3b999e8f0fff0ded37ad4dfad','7e079f1616367d2c448f7ac3bc0a5d68686168ec8b5997857fdd9fcff602c0dc','c399536be7a316f32cc3786a639a877e7a041f4d9d05397efb49827da04a8c3a');
INSERT INTO "protokoll" VALUES(30,'2025-01-02 09:00:00.000000','2025-01-02',1,1,'evaluation',1,1,'angelegt','Einrichtung','ab9732ce-3209-46b3-b441-45affc575ca4',29,'{"nachher":{"am":"2024-12-01","bewertet_von":null,"folge":null,"id":1,"im_zeitrahmen":"offen","konzept_id":1,"massnahme_id":1,"methode":null,"umsetzungsstand":null,"version":1,"zeitrahmen_grund":null,"ziel_erreicht":"offen","ziel_grund":null,"zielgruppe_erreicht":"offen","zielgruppe_grund":null},"vorher":{}}','6e3428b6cc48be8ddad2814185648d69','376b84cfeb95a31f7f6d1d6c426a8519a7d85753e0e3a8859cc702ac576075ab','c399536be7a316f32cc3786a639a877e7a041f4d9d05397efb49827da04a8c3a','24004d85685ae963f68679e9a058b96eda27811182ead2abdd2841e503d94ee1');
INSERT INTO "protokoll" VALUES(31,'2025-01-02 09:00:00.000000','2025-01-02',1,1,'foerderung',1,1,'angelegt','Einrichtung','ab9732ce-3209-46b3-b441-45affc575ca4',30,'{"nachher":{"beginn":null,"beginn_genauigkeit":null,"betrag_cent":1200000,"eigenanteil_wortlaut":null,"foerdergeber":null,"frist":null,"frist_genauigkeit":null,"id":1,"konzept_id":1,"mittelstatus":"ungeklaert","programm":"Landesprogramm","quelle":null,"stellenanteil_prozent":null,"turnus":null,"version":1,"zeit_angabe":"leer","zeit_wortlaut":null},"vorher":{}}','6ff9cc3e0a6336625b6c96e8d6b4ba23','02710c92806c6b7bd79ad934a5473b9207e64302045c9e0e8208cb44bdfe9f0b','24004d85685ae963f68679e9a058b96eda27811182ead2abdd2841e503d94ee1','d31088e5358c2d7554f6dc7dfb07d1457fb65a22c4c174274b9b59b51661e5b4');
INSERT INTO "protokoll" VALUES(32,'2025-01-02 09:00:00.000000','2025-01-02',1,1,'mittelposition',1,1,'angelegt','Einrichtung','ab9732ce-3209-46b3-b441-45affc575ca4',31,'{"nachher":{"art":"gesamt","betrag_cent":2100050,"bis_betrag_cent":null,"foerderung_id":1,"haushaltsteil":null,"id":1,"jahr":null,"konjunktiv":true,"konzept_id":1,"massnahme_id":1,"mittelstatus":"ungeklaert","modus":"einmalig","produkt":null,"quelle":null,"sachkonto":null,"stellenanteil_prozent":null,"ungenau":true,"version":1,"vorbehalt":null,"wortlaut":"würde ca. 21 T€ kosten","zweck":null},"vorher":{}}','2d2777543b768678255d7fdb92e3c9df','578ca5cd03a7a98489a7a869e236b8a5a74fb288802fad9a6c452e3394887a2e','d31088e5358c2d7554f6dc7dfb07d1457fb65a22c4c174274b9b59b51661e5b4','442fe15d8b9e52a65d8d0b0cd8f0dc8821d14da8e6934ceca07abbe5a3d3188f');
INSERT INTO "protokoll" VALUES(33,'2025-01-02 09:00:00.000000','2025-01-02',1,1,'gremium',1,1,'angelegt','Einrichtung','ab9732ce-3209-46b3-b441-45affc575ca4',32,'{"nachher":{"aufgaben":null,"id":1,"konzept_id":1,"name":"Sozialausschuss","quelle":null,"reihenfolge":0,"teilprojekt_id":null,"turnus":null,"typ":"ausschuss","uebergeordnet_id":null,"unvollstaendig":false,"version":1},"vorher":{}}','7d50a8562cea745ca322f1269adb13db','afb16a5e0c55248c05dc1471b11f774cb26e12ddef405f8d5ae1a42b6020da1f','442fe15d8b9e52a65d8d0b0cd8f0dc8821d14da8e6934ceca07abbe5a3d3188f','89270fb441c4fb832a40b00474907a431bbd9ceb7517b3408f69781330a6e814');
INSERT INTO "protokoll" VALUES(34,'2025-01-02 09:00:00.000000','2025-01-02',1,1,'gremiumhandlungsfeld',1,1,'angelegt','Einrichtung','ab9732ce-3209-46b3-b441-45affc575ca4',33,'{"nachher":{"gremium_id":1,"handlungsfeld_id":1,"id":1,"konzept_id":1,"version":1},"vorher":{}}','7a39df49f40c97f3d39eca86cac3e1e7','e710aefa4f159e4ba36cad96aa8d3d70b3bae9ac569035f002fe65e6528ea6ca','89270fb441c4fb832a40b00474907a431bbd9ceb7517b3408f69781330a6e814','0dfefb53e7d24310b8c4553ef7eea685424f15707e089271e4c1e31f26a7f8d1');
INSERT INTO "protokoll" VALUES(35,'2025-01-02 09:00:00.000000','2025-01-02',1,1,'mitgliedschaft',1,1,'angelegt','Einrichtung','ab9732ce-3209-46b3-b441-45affc575ca4',34,'{"nachher":{"gremium_id":1,"id":1,"konzept_id":1,"organisationseinheit_id":2,"person":"Erika Beispiel","reihenfolge":0,"rolle":null,"version":1},"vorher":{}}','67cff0a3ee9ee73d1fc7e2ff7bbea1bd','7a5aaed2c4341308a973f2e5b1141776f44ce8bf88b1c8bea3f1e43804dc835e','0dfefb53e7d24310b8c4553ef7eea685424f15707e089271e4c1e31f26a7f8d1','a4d84f7c2157d188fc68458926baa6bed3a05d6dd2ab05de4ee9cc3b364edb48');
INSERT INTO "protokoll" VALUES(36,'2025-01-02 09:00:00.000000','2025-01-02',1,1,'ereignis',1,1,'angelegt','Einrichtung','ab9732ce-3209-46b3-b441-45affc575ca4',35,'{"nachher":{"art":"auftakt","beginn":null,"beginn_genauigkeit":null,"ergebnisse":null,"format":null,"frist":null,"frist_genauigkeit":null,"gremium_id":null,"id":1,"konzept_id":1,"laufende_nummer":null,"ort":null,"quelle":null,"status":"geplant","teilnehmende":null,"teilnehmende_ungenau":false,"teilprojekt_id":null,"themen":null,"titel":"Auftakt im Rathaus","turnus":null,"uhrzeit":null,"version":1,"verweis":null,"zeit_angabe":"leer","zeit_wortlaut":null,"zielgruppe":null},"vorher":{}}','c61d33c5e363784f8a38659a3cf5733c','b4e7c4411ac9192d9ee07ce8b080d4b2911a6f60c9a2bb0ddfe7f5b803b54cf4','a4d84f7c2157d188fc68458926baa6bed3a05d6dd2ab05de4ee9cc3b364edb48','10a4bb1edc2f160c6da0e0e71b2bb4ff78fb78b247ee566a428afc17a4a5932f');
INSERT INTO "protokoll" VALUES(37,'2025-01-02 09:00:00.000000','2025-01-02',1,1,'ereignishandlungsfeld',1,1,'angelegt','Einrichtung','ab9732ce-3209-46b3-b441-45affc575ca4',36,'{"nachher":{"ereignis_id":1,"handlungsfeld_id":1,"id":1,"konzept_id":1,"version":1},"vorher":{}}','5c11776815b366372074594fa0b62009','f88887497cc04ccf6c77f03ed54304f376b8534001d1034f4ec42447baa4737f','10a4bb1edc2f160c6da0e0e71b2bb4ff78fb78b247ee566a428afc17a4a5932f','30e99bf1069c30450c52a4602259eae62338faeb0920cf836ec6b7f804185542');
INSERT INTO "protokoll" VALUES(38,'2025-01-02 09:00:00.000000','2025-01-02',1,1,'kennzahl',1,1,'angelegt','Einrichtung','ab9732ce-3209-46b3-b441-45affc575ca4',37,'{"nachher":{"beleg":null,"bezeichnung":"Einwohnende","einheit":null,"erlaeuterung":null,"handlungsfeld_id":null,"id":1,"konzept_id":1,"quelle":null,"reihenfolge":0,"stichtag":"2024-12-31","ungenau":false,"version":1,"wert":"4.711"},"vorher":{}}','1fa18b3c5c95d7a3b09f64c9c1965046','df4c3c7491b280a2b96768676b5473ce8d46b89fb78025b22e43deb79f3af4d0','30e99bf1069c30450c52a4602259eae62338faeb0920cf836ec6b7f804185542','9d676553cd241dd7495de502108ddd577d5f318015ccacd3e4d1c785a6fddaf9');
INSERT INTO "protokoll" VALUES(39,'2025-01-02 09:00:00.000000','2025-01-02',1,1,'beschluss',1,1,'angelegt','Einrichtung','ab9732ce-3209-46b3-b441-45affc575ca4',38,'{"nachher":{"am":"2024-03-07","antrag":null,"drucksache":null,"gremium":"Rat","id":1,"konzept_id":1,"quelle":null,"text":null,"version":1},"vorher":{}}','d032b0890e8904d959e29652228cc76b','94e420e5fcfd96dbf59d38c28b3678751f30e5c185e0e7996b01e8de1289dff0','9d676553cd241dd7495de502108ddd577d5f318015ccacd3e4d1c785a6fddaf9','2f58326fba5110d98734b6276cedffae74a05c1ca5008d4e7b0a7c93c0de62c9');
INSERT INTO "protokoll" VALUES(40,'2025-01-02 09:00:00.000000','2025-01-02',1,1,'vorlage',1,1,'angelegt','Einrichtung','ab9732ce-3209-46b3-b441-45affc575ca4',39,'{"nachher":{"aktenzeichen":null,"am":null,"anlagen":null,"art":"Mitteilung","bearbeitung":null,"beschluss_id":1,"beschlussvorschlag":null,"betreff":"Sachstand","federfuehrung_id":null,"finanzielle_auswirkungen":null,"id":1,"konzept_id":1,"nummer":null,"produkt":null,"quelle":null,"sachdarstellung":null,"url":null,"version":1,"vorgaenger_id":null,"zeichnung":null},"vorher":{}}','396c03d2c48ed7df26eab8e5e11ba7f1','17ee0e84be46f4f04e791b7b4a3b112f007f50a8d28b880a3f448b27c96b647f','2f58326fba5110d98734b6276cedffae74a05c1ca5008d4e7b0a7c93c0de62c9','28c0951cbbaf36788c19e2496ea303ff9c369d6090e6034d8a95cc75bdcb5244');
INSERT INTO "protokoll" VALUES(41,'2025-01-02 09:00:00.000000','2025-01-02',1,1,'beratung',1,1,'angelegt','Einrichtung','ab9732ce-3209-46b3-b441-45affc575ca4',40,'{"nachher":{"art":null,"bemerkung":null,"ergebnis":null,"gremium_id":1,"gremium_name":"Sozialausschuss","id":1,"konzept_id":1,"oeffentlich":true,"reihenfolge":0,"termin":null,"top":null,"version":1,"vorlage_id":1},"vorher":{}}','34a910cbd49fa10af90d3dc33e6d19af','95ce3c9ef5a2896908d105d9323dfcca3b66fa5c16be77f6c168aaf4de4a33b9','28c0951cbbaf36788c19e2496ea303ff9c369d6090e6034d8a95cc75bdcb5244','63c33779bd5b22a823cc39835ff9131df2a1571035996225a2c18daf1d459493');
INSERT INTO "protokoll" VALUES(42,'2025-01-02 09:00:00.000000','2025-01-02',1,1,'bericht',1,1,'angelegt','Einrichtung','ab9732ce-3209-46b3-b441-45affc575ca4',41,'{"nachher":{"form":"sachstandsbericht","id":1,"konzept_id":1,"nummer":null,"quelle":null,"status":"entwurf","stichtag":"2024-12-31","titel":"1. Bericht","version":1,"vorgaenger_id":null,"vorlage_id":1},"vorher":{}}','6f0468cd5566309e1b02dea54ae785df','901f6aebf8cee7b857aac23f743e4ccc619bd64e560f766068564523d811ab31','63c33779bd5b22a823cc39835ff9131df2a1571035996225a2c18daf1d459493','393e08b8b22a5609f03d7c695cf038f47017404fc10beab2b3d8ce91644cc70c');
INSERT INTO "protokoll" VALUES(43,'2025-01-02 09:00:00.000000','2025-01-02',1,1,'berichtsstand',1,1,'angelegt','Einrichtung','ab9732ce-3209-46b3-b441-45affc575ca4',42,'{"nachher":{"bericht_id":1,"bis_seq":1,"dokument":null,"dokument_sha":null,"erstellt_am":"2025-01-02T09:00:00+00:00","erstellt_von_id":2,"fassung":1,"id":1,"kette":"0000000000000000000000000000000000000000000000000000000000000000","konzept_id":1,"lagebild":"44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a","lagebild_sha":"0000000000000000000000000000000000000000000000000000000000000000","version":1},"vorher":{}}','444d2d6fa8462512d83f27363617ac34','b27c91be4bcf72a5490a61967d629d5535db4f5586574ee296609e9bbfd9272f','393e08b8b22a5609f03d7c695cf038f47017404fc10beab2b3d8ce91644cc70c','f7e81800472dc70976358c2463e346ab4f313dcf5d78bc3cb3d491a8d8cc999f');
INSERT INTO "protokoll" VALUES(44,'2025-01-02 09:00:00.000000','2025-01-02',1,1,'textbaustein',1,1,'angelegt','Einrichtung','ab9732ce-3209-46b3-b441-45affc575ca4',43,'{"nachher":{"abschnitt":"1","form":"sachstandsbericht","id":1,"konzept_id":1,"quelle":null,"text":"Einleitung der Gemeinde.","version":1},"vorher":{}}','cad070ad4f84a793738aa7a59a548804','202719274654201e2be56b77a4ce7930c0dfc445d6103fba0362ab0ad2bb0f8b','f7e81800472dc70976358c2463e346ab4f313dcf5d78bc3cb3d491a8d8cc999f','57112c0037a0acb84680165fdc0fa9d54b0381c24adac5ff384c396b7a08fc8c');
INSERT INTO "protokoll" VALUES(45,'2025-01-02 09:00:00.000000','2025-01-02',1,1,'anmerkung',1,1,'angelegt','Einrichtung','ab9732ce-3209-46b3-b441-45affc575ca4',44,'{"nachher":{"bezug":"ereignis","bezug_id":1,"id":1,"konzept_id":1,"quelle":null,"text":"Zwei Quellen, zwei Tage.","version":1},"vorher":{}}','aec758d514ec44398b6ea6d8c5fd87fa','34778250f8f7ea892b0c09f90cba9e8203696fb0af3faac723a4396f5da39b81','57112c0037a0acb84680165fdc0fa9d54b0381c24adac5ff384c396b7a08fc8c','9ca712109ed1f3b389a4917d2779ec99b67b09f69986e3ca7ead58266146dc0f');
INSERT INTO "protokoll" VALUES(46,'2025-01-02 09:00:00.000000','2025-01-02',1,1,'abfrage',1,1,'angelegt','Einrichtung','ab9732ce-3209-46b3-b441-45affc575ca4',45,'{"nachher":{"eroeffnet_am":"2025-05-01","geschlossen_am":null,"gremium_id":null,"id":1,"konzept_id":1,"redaktionsschluss":"2025-06-10","sitzung_am":null,"stichtag":"2025-05-31","titel":"Frühjahr","version":1},"vorher":{}}','afd2940d38c33306b231d0efced25bb2','952c6c39e2236861f19d9471838a9aa4e703c5c58adf5eddde3edaba92466ba0','9ca712109ed1f3b389a4917d2779ec99b67b09f69986e3ca7ead58266146dc0f','721ee24948ac6e2dfa3b423b8941696c7537b26b87fa641ac7c2da7965ea8089');
INSERT INTO "protokoll" VALUES(47,'2025-01-02 09:00:00.000000','2025-01-02',1,1,'abfragemassnahme',1,1,'angelegt','Einrichtung','ab9732ce-3209-46b3-b441-45affc575ca4',46,'{"nachher":{"abfrage_id":1,"id":1,"konzept_id":1,"massnahme_id":1,"version":1},"vorher":{}}','1d06a0b27c306fde1297b806ba79252a','5cbfc6b4cfeb3b2d53667467f311b6cf6192d71ca3e4ab8f56ce002981156d0e','721ee24948ac6e2dfa3b423b8941696c7537b26b87fa641ac7c2da7965ea8089','6f0663cc8a9c24b08d16827648e37b20ade914c03cbaa6397403ec7af033e8da');
INSERT INTO "protokoll" VALUES(48,'2025-01-02 09:00:00.000000','2025-01-02',1,NULL,'kommune',2,1,'angelegt','Einrichtung','ab9732ce-3209-46b3-b441-45affc575ca4',47,'{"nachher":{"beispiel":true,"bundesland":null,"id":2,"name":"Gemeinde Nachbarau","schluessel":"nachbarau","version":1},"vorher":{}}','98db1aa3c2e9a0aa38a1421e4649be59','bbf3f5c90865f816785f90e89182f3b4a02982f2e8f5775c230703a2d16920a8','6f0663cc8a9c24b08d16827648e37b20ade914c03cbaa6397403ec7af033e8da','335f21b183b65a2437d77248b75d095872100b88760408ac56659f11022314c3');
INSERT INTO "protokoll" VALUES(49,'2025-01-02 09:00:00.000000','2025-01-02',1,NULL,'organisationseinheit',3,1,'angelegt','Einrichtung','ab9732ce-3209-46b3-b441-45affc575ca4',48,'{"nachher":{"aktiv":true,"art":"sonstige","extern":false,"id":3,"kommune_id":2,"kuerzel":null,"name":"Hauptamt Nachbarau","uebergeordnet_id":null,"version":1},"vorher":{}}','e4d71db79f727703410261a36ad070ef','e2845ae436a3b0152cbb45735c8832d0767b2a5b8e85c1e3f6a103a70c28a80d','335f21b183b65a2437d77248b75d095872100b88760408ac56659f11022314c3','c91232132d789df62e81c0b64f9b927db834ea102b6ee55c6f22d3abe8f88c0d');
INSERT INTO "protokoll" VALUES(50,'2025-01-02 09:00:00.000000','2025-01-02',1,2,'konzept',2,1,'angelegt','Einrichtung','ab9732ce-3209-46b3-b441-45affc575ca4',49,'{"nachher":{"aktualitaet_monate":6,"anlass":null,"auftrag":null,"ausblick":null,"beginn":null,"beginn_genauigkeit":null,"beispiel":false,"berichtspflicht":null,"bezeichnung":"Zusammenleben Nachbarau","evaluationsmethode":null,"fortlaufend":false,"frist":null,"frist_genauigkeit":null,"haushaltsvorbehalt":null,"id":2,"kommune_id":2,"kontakt_email":null,"kontakt_url":null,"kurzform":null,"massnahmen_kuerzel":null,"nicht_abschliessend":false,"phase":"erarbeitung","quelle":null,"rueckblick":null,"schluessel":"nachbarau","smart_a":null,"stelle_id":null,"turnus":null,"umsetzungsgrundsaetze":null,"version":1,"vorgabe_stichtag":null,"zeit_angabe":"leer","zeit_wortlaut":null},"vorher":{}}','892460e2f270726320ae43a7fc39dffc','f688d6deab0c88bb11fd4e885d1211c273cb27445741efe335dbc58b9a4e08b9','c91232132d789df62e81c0b64f9b927db834ea102b6ee55c6f22d3abe8f88c0d','49e3ed131c6213940541ece0a1d321d1bea636b2c106956867935f5cec8b1c3d');
INSERT INTO "protokoll" VALUES(51,'2025-01-02 09:00:00.000000','2025-01-02',1,2,'handlungsfeld',3,1,'angelegt','Einrichtung','ab9732ce-3209-46b3-b441-45affc575ca4',50,'{"nachher":{"ausblick":null,"bearbeitungsstand":"nicht_begonnen","bedeutung":null,"einflussgrenze":null,"fokus":null,"herausforderungen":null,"herkunft":null,"id":3,"konzept_id":2,"kuerzel":null,"massnahmen_gesamt":null,"nummer":1,"quelle":null,"reihenfolge":0,"schwerpunkte":null,"teilprojekt_id":null,"titel":"Wohnen","uebergreifend":false,"umsetzungsgrundsaetze":null,"version":1},"vorher":{}}','543d05269af6b35b1a7b6b4301095e1f','77818fa7b42f2175f5c58b3f431d062e85eb3fec079c2b2a48baa3b1b40220e7','49e3ed131c6213940541ece0a1d321d1bea636b2c106956867935f5cec8b1c3d','7ce1732577c8fe1549c36a60aeb0b312b29991fc0d94f238dfe700bdaa63bbc5');
INSERT INTO "protokoll" VALUES(52,'2025-01-02 09:00:00.000000','2025-01-02',1,2,'massnahme',5,1,'angelegt','Einrichtung','ab9732ce-3209-46b3-b441-45affc575ca4',51,'{"nachher":{"archiviert_am":null,"art":"neu","barrierefrei":false,"beginn":null,"beginn_genauigkeit":null,"beschreibung":null,"beteiligte_wortlaut":null,"einfache_sprache":null,"ersetzt_durch_id":null,"federfuehrung_angabe":"leer","federfuehrung_id":3,"federfuehrung_wortlaut":null,"frist":null,"frist_genauigkeit":null,"handlungsfeld_id":3,"id":5,"indikator":null,"interne_notiz":null,"konkretheit":null,"konkretheit_wortlaut":null,"konzept_id":2,"leichte_sprache":false,"mehrsprachig":false,"mittel_angabe":"leer","mittel_wortlaut":null,"mittelstatus":"ungeklaert","nummer":"NA-01","personal_angabe":"leer","personal_wortlaut":null,"prioritaet":null,"quelle":null,"terminlage_gesetzt":null,"terminlage_grund":null,"titel":"Wohnraumbörse","turnus":null,"urspruengliche_frist":null,"version":1,"vorbild":null,"zeit_angabe":"leer","zeit_wortlaut":null,"zielgruppe":null,"zusammengefuehrt_mit_id":null},"vorher":{}}','80c9f0afbc6ee406ca9cd6916e1bc1e2','5e4d7bbbaa7abf661d3d3fa74e32420b39aef54f498ddf305ab50c61e32f46d8','7ce1732577c8fe1549c36a60aeb0b312b29991fc0d94f238dfe700bdaa63bbc5','98c40402779faca4113870a26f2649b52a6be5584ae14e727f2ee3596ae63ca6');
INSERT INTO "protokoll" VALUES(53,'2025-01-02 09:00:00.000000','2025-01-02',1,NULL,'rolle',1,1,'angelegt','Einrichtung','ab9732ce-3209-46b3-b441-45affc575ca4',52,'{"nachher":{"art":"koordination","id":1,"konzept_id":1,"nutzer_id":2,"organisationseinheit_id":null,"version":1},"vorher":{}}','b74f757fb1ac7f741559ee0fb3ad2bc9','4195ea3460aee4713b930ace7733fc6c263c0d774d17c3e2e3dd5adb10301d69','98c40402779faca4113870a26f2649b52a6be5584ae14e727f2ee3596ae63ca6','a1bcdc71bd7d053fe559752769bea7fd3dccdf5aa84c8eb3c2b8178b273973fc');
INSERT INTO "protokoll" VALUES(54,'2025-01-02 09:00:00.000000','2025-01-02',1,NULL,'rolle',2,1,'angelegt','Einrichtung','ab9732ce-3209-46b3-b441-45affc575ca4',53,'{"nachher":{"art":"fachkraft","id":2,"konzept_id":1,"nutzer_id":3,"organisationseinheit_id":1,"version":1},"vorher":{}}','b875a99094bfb5e3606aa1ee69c99739','f427a9dcea071d052976649c25ac51f1fe4e99659095e39068090b99ba7a750a','a1bcdc71bd7d053fe559752769bea7fd3dccdf5aa84c8eb3c2b8178b273973fc','aec1eae0cbbf81299cabc0daafbfc1c81f143abdd47f4a5d90b34c9a231ef5ab');
INSERT INTO "protokoll" VALUES(55,'2025-01-02 09:00:00.000000','2025-01-02',1,NULL,'rolle',3,1,'angelegt','Einrichtung','ab9732ce-3209-46b3-b441-45affc575ca4',54,'{"nachher":{"art":"fachkraft","id":3,"konzept_id":1,"nutzer_id":4,"organisationseinheit_id":2,"version":1},"vorher":{}}','77798fe33f32f17cb8524f5cbfaa6a0a','e36b44793bb2f7b5240a97952b9576311f23cddafa68bdd886213faae32dfd7f','aec1eae0cbbf81299cabc0daafbfc1c81f143abdd47f4a5d90b34c9a231ef5ab','687e9d824cc3c6067944c5f1ae084cab287e6733e060dca01919a102f62bce28');
INSERT INTO "protokoll" VALUES(56,'2025-01-02 09:00:00.000000','2025-01-02',1,NULL,'rolle',4,1,'angelegt','Einrichtung','ab9732ce-3209-46b3-b441-45affc575ca4',55,'{"nachher":{"art":"lesen","id":4,"konzept_id":1,"nutzer_id":5,"organisationseinheit_id":null,"version":1},"vorher":{}}','81ae775cd65a3a0aed28dabb4913c5a3','b9acdc73eead98f58ba5290200c21b39a9b61e9995d43b9ea7f49117c2561de9','687e9d824cc3c6067944c5f1ae084cab287e6733e060dca01919a102f62bce28','76cb7a32c1b220ec7d26983c50ebdcdc842be4e9e17c9e58211daf41b775ac48');
INSERT INTO "protokoll" VALUES(57,'2025-01-02 09:00:00.000000','2025-01-02',1,NULL,'rolle',5,1,'angelegt','Einrichtung','ab9732ce-3209-46b3-b441-45affc575ca4',56,'{"nachher":{"art":"administration","id":5,"konzept_id":null,"nutzer_id":1,"organisationseinheit_id":null,"version":1},"vorher":{}}','4f8b3e45722a29b7c571398331008a15','d467a765cd8dc4700f0e80902b9f8aaa0aebf955c75cf1e0a5de294033e3ab3f','76cb7a32c1b220ec7d26983c50ebdcdc842be4e9e17c9e58211daf41b775ac48','04fa601271998cadfe390b13ba07d0d10dd440206be26f55db6334629812e045');
INSERT INTO "protokoll" VALUES(58,'2025-01-02 09:00:00.000000','2025-01-02',1,NULL,'rolle',6,1,'angelegt','Einrichtung','ab9732ce-3209-46b3-b441-45affc575ca4',57,'{"nachher":{"art":"koordination","id":6,"konzept_id":2,"nutzer_id":6,"organisationseinheit_id":null,"version":1},"vorher":{}}','8eeb68e3c45471d464d322e21c124167','ac4d786cb73ce8a39cc5630b1d094a3d4758cf85f532c2721253991bccc3b320','04fa601271998cadfe390b13ba07d0d10dd440206be26f55db6334629812e045','0b6712fc87ca176a528a44aa488294ac635cb28ebe8abd2723226ee614525653');
CREATE TABLE rolle (
	nutzer_id INTEGER NOT NULL, 
	konzept_id INTEGER, 
	art VARCHAR(30) NOT NULL, 
	organisationseinheit_id INTEGER, 
	id INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	CONSTRAINT pk_rolle PRIMARY KEY (id), 
	CONSTRAINT fk_rolle_konzept_id_konzept FOREIGN KEY(konzept_id) REFERENCES konzept (id), 
	CONSTRAINT fk_rolle_nutzer_id_nutzer FOREIGN KEY(nutzer_id) REFERENCES nutzer (id), 
	CONSTRAINT fk_rolle_organisationseinheit_id_organisationseinheit FOREIGN KEY(organisationseinheit_id) REFERENCES organisationseinheit (id), 
	CONSTRAINT uq_rolle_nutzer_id_konzept_id_organisationseinheit_id UNIQUE (nutzer_id, konzept_id, organisationseinheit_id)
);
INSERT INTO "rolle" VALUES(2,1,'koordination',NULL,1,1);
INSERT INTO "rolle" VALUES(3,1,'fachkraft',1,2,1);
INSERT INTO "rolle" VALUES(4,1,'fachkraft',2,3,1);
INSERT INTO "rolle" VALUES(5,1,'lesen',NULL,4,1);
INSERT INTO "rolle" VALUES(1,NULL,'administration',NULL,5,1);
INSERT INTO "rolle" VALUES(6,2,'koordination',NULL,6,1);
CREATE TABLE sachstand (
	massnahme_id INTEGER NOT NULL, 
	nummer INTEGER NOT NULL, 
	zum DATE NOT NULL, 
	umsetzungsstand VARCHAR(30) NOT NULL, 
	text TEXT NOT NULL, 
	naechster_schritt TEXT, 
	naechster_termin DATE, 
	hindernis TEXT, 
	loesung TEXT, 
	unveraendert BOOLEAN NOT NULL, 
	abgeschlossen_am DATE, 
	ergebnis TEXT, 
	turnus VARCHAR(30), 
	naechste_ueberpruefung DATE, 
	zurueckstellungsgrund VARCHAR(30), 
	begruendung TEXT, 
	wiedervorlage DATE, 
	entschieden_von VARCHAR(300), 
	entschieden_am DATE, 
	beleg TEXT, 
	erfasst_am DATETIME NOT NULL, 
	erfasst_von_id INTEGER NOT NULL, 
	im_auftrag_von_id INTEGER, 
	gilt_ab DATE NOT NULL, 
	ersetzt_id INTEGER, 
	abfrage_id INTEGER, 
	freigabe VARCHAR(30) NOT NULL, 
	konzept_id INTEGER NOT NULL, 
	id INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	CONSTRAINT pk_sachstand PRIMARY KEY (id), 
	CONSTRAINT fk_sachstand_abfrage_id_abfrage FOREIGN KEY(abfrage_id) REFERENCES abfrage (id), 
	CONSTRAINT fk_sachstand_erfasst_von_id_nutzer FOREIGN KEY(erfasst_von_id) REFERENCES nutzer (id), 
	CONSTRAINT fk_sachstand_ersetzt_id_sachstand FOREIGN KEY(ersetzt_id) REFERENCES sachstand (id), 
	CONSTRAINT fk_sachstand_im_auftrag_von_id_organisationseinheit FOREIGN KEY(im_auftrag_von_id) REFERENCES organisationseinheit (id), 
	CONSTRAINT fk_sachstand_konzept_id_konzept FOREIGN KEY(konzept_id) REFERENCES konzept (id), 
	CONSTRAINT fk_sachstand_massnahme_id_massnahme FOREIGN KEY(massnahme_id) REFERENCES massnahme (id), 
	CONSTRAINT uq_sachstand_massnahme_id_nummer UNIQUE (massnahme_id, nummer)
);
INSERT INTO "sachstand" VALUES(1,1,'2024-12-20','in_umsetzung','Das Café öffnet jeden Donnerstag.',NULL,NULL,NULL,NULL,0,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'2025-01-02 09:00:00.000000',3,NULL,'2025-01-02',NULL,NULL,'gemeldet',1,1,1);
INSERT INTO "sachstand" VALUES(2,1,'2024-12-20','in_planung','Die ersten Lotsinnen werden geschult.',NULL,NULL,NULL,NULL,0,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'2025-01-02 09:00:00.000000',4,NULL,'2025-01-02',NULL,NULL,'gemeldet',1,2,1);
INSERT INTO "sachstand" VALUES(3,1,'2024-12-20','idee','Es liegt eine Gliederung vor.',NULL,NULL,NULL,NULL,0,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'2025-01-02 09:00:00.000000',2,NULL,'2025-01-02',NULL,NULL,'gemeldet',1,3,1);
CREATE TABLE smartpruefung (
	massnahme_id INTEGER NOT NULL, 
	spezifisch VARCHAR(30) NOT NULL, 
	messbar VARCHAR(30) NOT NULL, 
	aktivierend VARCHAR(30) NOT NULL, 
	realistisch VARCHAR(30) NOT NULL, 
	terminiert VARCHAR(30) NOT NULL, 
	notiz TEXT, 
	geprueft_am DATE, 
	konzept_id INTEGER NOT NULL, 
	id INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	CONSTRAINT pk_smartpruefung PRIMARY KEY (id), 
	CONSTRAINT fk_smartpruefung_konzept_id_konzept FOREIGN KEY(konzept_id) REFERENCES konzept (id), 
	CONSTRAINT fk_smartpruefung_massnahme_id_massnahme FOREIGN KEY(massnahme_id) REFERENCES massnahme (id)
);
INSERT INTO "smartpruefung" VALUES(1,'offen','ja','offen','offen','offen',NULL,NULL,1,1,1);
CREATE TABLE teilprojekt (
	buchstabe VARCHAR(300) NOT NULL, 
	titel VARCHAR(300) NOT NULL, 
	beschreibung TEXT, 
	reihenfolge INTEGER NOT NULL, 
	quelle VARCHAR(300), 
	konzept_id INTEGER NOT NULL, 
	id INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	CONSTRAINT pk_teilprojekt PRIMARY KEY (id), 
	CONSTRAINT fk_teilprojekt_konzept_id_konzept FOREIGN KEY(konzept_id) REFERENCES konzept (id)
);
INSERT INTO "teilprojekt" VALUES('a','Stadtgesellschaft',NULL,0,NULL,1,1,1);
CREATE TABLE textbaustein (
	form VARCHAR(30) NOT NULL, 
	abschnitt VARCHAR(300) NOT NULL, 
	text TEXT NOT NULL, 
	quelle VARCHAR(300), 
	konzept_id INTEGER NOT NULL, 
	id INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	CONSTRAINT pk_textbaustein PRIMARY KEY (id), 
	CONSTRAINT fk_textbaustein_konzept_id_konzept FOREIGN KEY(konzept_id) REFERENCES konzept (id), 
	CONSTRAINT uq_textbaustein_konzept_id_form_abschnitt UNIQUE (konzept_id, form, abschnitt)
);
INSERT INTO "textbaustein" VALUES('sachstandsbericht','1','Einleitung der Gemeinde.',NULL,1,1,1);
CREATE TABLE vorlage (
	nummer VARCHAR(300), 
	art VARCHAR(300) NOT NULL, 
	betreff VARCHAR(300) NOT NULL, 
	am DATE, 
	produkt VARCHAR(300), 
	aktenzeichen VARCHAR(300), 
	federfuehrung_id INTEGER, 
	bearbeitung VARCHAR(300), 
	beschluss_id INTEGER, 
	vorgaenger_id INTEGER, 
	beschlussvorschlag TEXT, 
	sachdarstellung TEXT, 
	finanzielle_auswirkungen TEXT, 
	anlagen TEXT, 
	zeichnung VARCHAR(300), 
	url VARCHAR(300), 
	quelle VARCHAR(300), 
	konzept_id INTEGER NOT NULL, 
	id INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	CONSTRAINT pk_vorlage PRIMARY KEY (id), 
	CONSTRAINT fk_vorlage_beschluss_id_beschluss FOREIGN KEY(beschluss_id) REFERENCES beschluss (id), 
	CONSTRAINT fk_vorlage_federfuehrung_id_organisationseinheit FOREIGN KEY(federfuehrung_id) REFERENCES organisationseinheit (id), 
	CONSTRAINT fk_vorlage_konzept_id_konzept FOREIGN KEY(konzept_id) REFERENCES konzept (id), 
	CONSTRAINT fk_vorlage_vorgaenger_id_vorlage FOREIGN KEY(vorgaenger_id) REFERENCES vorlage (id)
);
INSERT INTO "vorlage" VALUES(NULL,'Mitteilung','Sachstand',NULL,NULL,NULL,NULL,NULL,1,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,1,1,1);
CREATE TABLE ziel (
	handlungsfeld_id INTEGER, 
	uebergeordnet_id INTEGER, 
	ebene VARCHAR(30) NOT NULL, 
	nummer INTEGER, 
	text TEXT NOT NULL, 
	quelle VARCHAR(300), 
	konzept_id INTEGER NOT NULL, 
	id INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	CONSTRAINT pk_ziel PRIMARY KEY (id), 
	CONSTRAINT fk_ziel_handlungsfeld_id_handlungsfeld FOREIGN KEY(handlungsfeld_id) REFERENCES handlungsfeld (id), 
	CONSTRAINT fk_ziel_konzept_id_konzept FOREIGN KEY(konzept_id) REFERENCES konzept (id), 
	CONSTRAINT fk_ziel_uebergeordnet_id_ziel FOREIGN KEY(uebergeordnet_id) REFERENCES ziel (id)
);
INSERT INTO "ziel" VALUES(1,NULL,'ziel',NULL,'Deutsch lernen, wo man lebt.',NULL,1,1,1);
CREATE INDEX ix_organisationseinheit_kommune_id ON organisationseinheit (kommune_id);
CREATE INDEX ix_organisationseinheit_uebergeordnet_id ON organisationseinheit (uebergeordnet_id);
CREATE INDEX ix_protokoll_aenderungsstand ON protokoll (konzept_id, seq);
CREATE INDEX ix_protokoll_zeitmaschine ON protokoll (konzept_id, tabelle, datensatz_id, seq);
CREATE INDEX ix_konzept_kommune_id ON konzept (kommune_id);
CREATE INDEX ix_konzept_stelle_id ON konzept (stelle_id);
CREATE INDEX ix_anmerkung_konzept_id ON anmerkung (konzept_id);
CREATE INDEX ix_beschluss_konzept_id ON beschluss (konzept_id);
CREATE INDEX ix_foerderung_konzept_id ON foerderung (konzept_id);
CREATE INDEX ix_leitlinie_konzept_id ON leitlinie (konzept_id);
CREATE INDEX ix_rolle_konzept_id ON rolle (konzept_id);
CREATE INDEX ix_rolle_nutzer_id ON rolle (nutzer_id);
CREATE INDEX ix_rolle_organisationseinheit_id ON rolle (organisationseinheit_id);
CREATE INDEX ix_teilprojekt_konzept_id ON teilprojekt (konzept_id);
CREATE INDEX ix_textbaustein_konzept_id ON textbaustein (konzept_id);
CREATE INDEX ix_gremium_konzept_id ON gremium (konzept_id);
CREATE INDEX ix_gremium_teilprojekt_id ON gremium (teilprojekt_id);
CREATE INDEX ix_gremium_uebergeordnet_id ON gremium (uebergeordnet_id);
CREATE INDEX ix_handlungsfeld_konzept_id ON handlungsfeld (konzept_id);
CREATE INDEX ix_handlungsfeld_teilprojekt_id ON handlungsfeld (teilprojekt_id);
CREATE INDEX ix_vorlage_beschluss_id ON vorlage (beschluss_id);
CREATE INDEX ix_vorlage_federfuehrung_id ON vorlage (federfuehrung_id);
CREATE INDEX ix_vorlage_konzept_id ON vorlage (konzept_id);
CREATE INDEX ix_vorlage_vorgaenger_id ON vorlage (vorgaenger_id);
CREATE INDEX ix_abfrage_gremium_id ON abfrage (gremium_id);
CREATE INDEX ix_abfrage_konzept_id ON abfrage (konzept_id);
CREATE INDEX ix_beratung_gremium_id ON beratung (gremium_id);
CREATE INDEX ix_beratung_konzept_id ON beratung (konzept_id);
CREATE INDEX ix_beratung_vorlage_id ON beratung (vorlage_id);
CREATE INDEX ix_bericht_konzept_id ON bericht (konzept_id);
CREATE INDEX ix_bericht_vorgaenger_id ON bericht (vorgaenger_id);
CREATE INDEX ix_bericht_vorlage_id ON bericht (vorlage_id);
CREATE INDEX ix_ereignis_gremium_id ON ereignis (gremium_id);
CREATE INDEX ix_ereignis_konzept_id ON ereignis (konzept_id);
CREATE INDEX ix_ereignis_teilprojekt_id ON ereignis (teilprojekt_id);
CREATE INDEX ix_gremiumhandlungsfeld_gremium_id ON gremiumhandlungsfeld (gremium_id);
CREATE INDEX ix_gremiumhandlungsfeld_handlungsfeld_id ON gremiumhandlungsfeld (handlungsfeld_id);
CREATE INDEX ix_gremiumhandlungsfeld_konzept_id ON gremiumhandlungsfeld (konzept_id);
CREATE INDEX ix_kennzahl_handlungsfeld_id ON kennzahl (handlungsfeld_id);
CREATE INDEX ix_kennzahl_konzept_id ON kennzahl (konzept_id);
CREATE INDEX ix_massnahme_ersetzt_durch_id ON massnahme (ersetzt_durch_id);
CREATE INDEX ix_massnahme_federfuehrung_id ON massnahme (federfuehrung_id);
CREATE INDEX ix_massnahme_handlungsfeld_id ON massnahme (handlungsfeld_id);
CREATE INDEX ix_massnahme_konzept_id ON massnahme (konzept_id);
CREATE INDEX ix_massnahme_zusammengefuehrt_mit_id ON massnahme (zusammengefuehrt_mit_id);
CREATE INDEX ix_mitgliedschaft_gremium_id ON mitgliedschaft (gremium_id);
CREATE INDEX ix_mitgliedschaft_konzept_id ON mitgliedschaft (konzept_id);
CREATE INDEX ix_mitgliedschaft_organisationseinheit_id ON mitgliedschaft (organisationseinheit_id);
CREATE INDEX ix_ziel_handlungsfeld_id ON ziel (handlungsfeld_id);
CREATE INDEX ix_ziel_konzept_id ON ziel (konzept_id);
CREATE INDEX ix_ziel_uebergeordnet_id ON ziel (uebergeordnet_id);
CREATE INDEX ix_abfragemassnahme_abfrage_id ON abfragemassnahme (abfrage_id);
CREATE INDEX ix_abfragemassnahme_konzept_id ON abfragemassnahme (konzept_id);
CREATE INDEX ix_abfragemassnahme_massnahme_id ON abfragemassnahme (massnahme_id);
CREATE INDEX ix_berichtsstand_bericht_id ON berichtsstand (bericht_id);
CREATE INDEX ix_berichtsstand_erstellt_von_id ON berichtsstand (erstellt_von_id);
CREATE INDEX ix_berichtsstand_konzept_id ON berichtsstand (konzept_id);
CREATE INDEX ix_beteiligung_konzept_id ON beteiligung (konzept_id);
CREATE INDEX ix_beteiligung_massnahme_id ON beteiligung (massnahme_id);
CREATE INDEX ix_beteiligung_organisationseinheit_id ON beteiligung (organisationseinheit_id);
CREATE INDEX ix_entwurf_massnahme_id ON entwurf (massnahme_id);
CREATE INDEX ix_entwurf_nutzer_id ON entwurf (nutzer_id);
CREATE INDEX ix_ereignishandlungsfeld_ereignis_id ON ereignishandlungsfeld (ereignis_id);
CREATE INDEX ix_ereignishandlungsfeld_handlungsfeld_id ON ereignishandlungsfeld (handlungsfeld_id);
CREATE INDEX ix_ereignishandlungsfeld_konzept_id ON ereignishandlungsfeld (konzept_id);
CREATE INDEX ix_evaluation_konzept_id ON evaluation (konzept_id);
CREATE INDEX ix_evaluation_massnahme_id ON evaluation (massnahme_id);
CREATE INDEX ix_fristaenderung_konzept_id ON fristaenderung (konzept_id);
CREATE INDEX ix_fristaenderung_massnahme_id ON fristaenderung (massnahme_id);
CREATE INDEX ix_massnahmehandlungsfeld_handlungsfeld_id ON massnahmehandlungsfeld (handlungsfeld_id);
CREATE INDEX ix_massnahmehandlungsfeld_konzept_id ON massnahmehandlungsfeld (konzept_id);
CREATE INDEX ix_massnahmehandlungsfeld_massnahme_id ON massnahmehandlungsfeld (massnahme_id);
CREATE INDEX ix_massnahmeziel_konzept_id ON massnahmeziel (konzept_id);
CREATE INDEX ix_massnahmeziel_massnahme_id ON massnahmeziel (massnahme_id);
CREATE INDEX ix_massnahmeziel_ziel_id ON massnahmeziel (ziel_id);
CREATE INDEX ix_meilenstein_handlungsfeld_id ON meilenstein (handlungsfeld_id);
CREATE INDEX ix_meilenstein_konzept_id ON meilenstein (konzept_id);
CREATE INDEX ix_meilenstein_massnahme_id ON meilenstein (massnahme_id);
CREATE INDEX ix_mittelposition_foerderung_id ON mittelposition (foerderung_id);
CREATE INDEX ix_mittelposition_konzept_id ON mittelposition (konzept_id);
CREATE INDEX ix_mittelposition_massnahme_id ON mittelposition (massnahme_id);
CREATE INDEX ix_sachstand_abfrage_id ON sachstand (abfrage_id);
CREATE INDEX ix_sachstand_erfasst_von_id ON sachstand (erfasst_von_id);
CREATE INDEX ix_sachstand_ersetzt_id ON sachstand (ersetzt_id);
CREATE INDEX ix_sachstand_im_auftrag_von_id ON sachstand (im_auftrag_von_id);
CREATE INDEX ix_sachstand_konzept_id ON sachstand (konzept_id);
CREATE INDEX ix_sachstand_massnahme_id ON sachstand (massnahme_id);
CREATE INDEX ix_smartpruefung_konzept_id ON smartpruefung (konzept_id);
CREATE INDEX ix_smartpruefung_massnahme_id ON smartpruefung (massnahme_id);
CREATE TRIGGER protokoll_nicht_aendern BEFORE UPDATE OF seq, am, gilt_ab, nutzer_id, konzept_id, tabelle, datensatz_id, version, aktion, grund, vorgang, position, salz, nutzlast_sha, vor_hash, hash ON protokoll BEGIN SELECT RAISE(ABORT, 'protokoll: nur anfügen'); END;
CREATE TRIGGER protokoll_nicht_loeschen BEFORE DELETE ON protokoll BEGIN SELECT RAISE(ABORT, 'protokoll: nur anfügen'); END;
CREATE TRIGGER protokoll_nur_leeren BEFORE UPDATE OF nutzlast ON protokoll WHEN NEW.nutzlast IS NOT NULL BEGIN SELECT RAISE(ABORT, 'protokoll: nur anfügen'); END;
CREATE TRIGGER berichtsstand_nicht_aendern BEFORE UPDATE OF bericht_id, fassung, lagebild, lagebild_sha, dokument, dokument_sha, bis_seq, kette, erstellt_am, erstellt_von_id, konzept_id, id, version ON berichtsstand BEGIN SELECT RAISE(ABORT, 'berichtsstand: nur anfügen'); END;
CREATE TRIGGER berichtsstand_nicht_loeschen BEFORE DELETE ON berichtsstand BEGIN SELECT RAISE(ABORT, 'berichtsstand: nur anfügen'); END;
CREATE TRIGGER sachstand_nicht_aendern BEFORE UPDATE OF massnahme_id, nummer, zum, umsetzungsstand, text, naechster_schritt, naechster_termin, hindernis, loesung, unveraendert, abgeschlossen_am, ergebnis, turnus, naechste_ueberpruefung, zurueckstellungsgrund, begruendung, wiedervorlage, entschieden_von, entschieden_am, beleg, erfasst_am, erfasst_von_id, im_auftrag_von_id, gilt_ab, ersetzt_id, abfrage_id, konzept_id, id ON sachstand BEGIN SELECT RAISE(ABORT, 'sachstand: nur anfügen'); END;
CREATE TRIGGER sachstand_nicht_loeschen BEFORE DELETE ON sachstand BEGIN SELECT RAISE(ABORT, 'sachstand: nur anfügen'); END;
COMMIT;
