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
INSERT INTO "protokoll" VALUES(1,'2025-01-02 09:00:00.000000','2025-01-02',1,NULL,'nutzer',1,1,'angelegt','Einrichtung','aa8ab60f-e748-417f-8d3b-9b47a80dab70',0,'{"nachher":{"aktiv":true,"demo":false,"id":1,"kennung":"adam","name":"Adam Strator","version":1},"vorher":{}}','52b997731d10dbd37567133f4aeba313','bab7432f2a2d0c1cd8e1a48f669698414d2fdc55b60fbcf876fa5c962c7aac67','0000000000000000000000000000000000000000000000000000000000000000','4fd19ce121fcd16d4bc89e3aa8cfc10361a5e19c7fb22d140e6f80ad1d7d4de9');
INSERT INTO "protokoll" VALUES(2,'2025-01-02 09:00:00.000000','2025-01-02',1,NULL,'nutzer',2,1,'angelegt','Einrichtung','aa8ab60f-e748-417f-8d3b-9b47a80dab70',1,'{"nachher":{"aktiv":true,"demo":false,"id":2,"kennung":"kora","name":"Kora Dinata","version":1},"vorher":{}}','809f81ca5eccf87567abc0e32b4db83b','712ccb6b1499dc1fa4ef18d93ec63838440671316583678af14fd004f0743e96','4fd19ce121fcd16d4bc89e3aa8cfc10361a5e19c7fb22d140e6f80ad1d7d4de9','d89e880a25e5411d593c79d157e3f5c3a31fa3cbabf43ac9e1b49cf9c05c6f05');
INSERT INTO "protokoll" VALUES(3,'2025-01-02 09:00:00.000000','2025-01-02',1,NULL,'nutzer',3,1,'angelegt','Einrichtung','aa8ab60f-e748-417f-8d3b-9b47a80dab70',2,'{"nachher":{"aktiv":true,"demo":true,"id":3,"kennung":"fatma","name":"Fatma Schulz","version":1},"vorher":{}}','6fee9698d03dcb204fcbf01c7f79c3cd','291f2a2901bd23a302b8b8492135e282545b5ab5bce7281ec64b93dbf8d77de8','d89e880a25e5411d593c79d157e3f5c3a31fa3cbabf43ac9e1b49cf9c05c6f05','cc0c4ab4e1235a27dc6752acc145609faf28d9d4141f4038c73751bae9a53444');
INSERT INTO "protokoll" VALUES(4,'2025-01-02 09:00:00.000000','2025-01-02',1,NULL,'nutzer',4,1,'angelegt','Einrichtung','aa8ab60f-e748-417f-8d3b-9b47a80dab70',3,'{"nachher":{"aktiv":true,"demo":false,"id":4,"kennung":"fritz","name":"Fritz Sozial","version":1},"vorher":{}}','9e3f81fbf76b7057a4026989f78543e5','797a57b0a00e58c3c204e9ad72c0314edb81da9c8590f66707d68d37d0ae86ca','cc0c4ab4e1235a27dc6752acc145609faf28d9d4141f4038c73751bae9a53444','484752f912be87a0a7804fd836f1c3c7ae66c8347c486c9718b80ded4189518b');
INSERT INTO "protokoll" VALUES(5,'2025-01-02 09:00:00.000000','2025-01-02',1,NULL,'nutzer',5,1,'angelegt','Einrichtung','aa8ab60f-e748-417f-8d3b-9b47a80dab70',4,'{"nachher":{"aktiv":true,"demo":false,"id":5,"kennung":"lena","name":"Lena Leitung","version":1},"vorher":{}}','8698432c32a81ed42ab460bc76849920','1be4a0cae6ea133337c8ed4e2fdc120138fd42329f7da57937b460da12f6493d','484752f912be87a0a7804fd836f1c3c7ae66c8347c486c9718b80ded4189518b','6500859425f14541e3ffba3b28552a961ef9252be105dc2208a5fa4547dfdf90');
INSERT INTO "protokoll" VALUES(6,'2025-01-02 09:00:00.000000','2025-01-02',1,NULL,'nutzer',6,1,'angelegt','Einrichtung','aa8ab60f-e748-417f-8d3b-9b47a80dab70',5,'{"nachher":{"aktiv":true,"demo":false,"id":6,"kennung":"gustav","name":"Gustav Nachbar","version":1},"vorher":{}}','0230bda660b774067e862cefc203c666','60aef2e00cfcb9479050a103cdbb4992dda2f226d62830bccb492f5b9f5f3add','6500859425f14541e3ffba3b28552a961ef9252be105dc2208a5fa4547dfdf90','a4fa790d8bc728f0f556d3b1215510151615e31ffac1933b813d3f0c44bf2860');
INSERT INTO "protokoll" VALUES(7,'2025-01-02 09:00:00.000000','2025-01-02',1,NULL,'nutzer',7,1,'angelegt','Einrichtung','aa8ab60f-e748-417f-8d3b-9b47a80dab70',6,'{"nachher":{"aktiv":true,"demo":false,"id":7,"kennung":"niemand","name":"Nora Niemand","version":1},"vorher":{}}','b6771893ef7f5dc85f871cb87853818b','aff5f12c0c91440491620475be76e8ee319dfdf36d971995de40852287acf0d8','a4fa790d8bc728f0f556d3b1215510151615e31ffac1933b813d3f0c44bf2860','c21b8e9257a17b58d6416b52e780917661e74439db03ee9a8e1d3a1b37e16232');
INSERT INTO "protokoll" VALUES(8,'2025-01-02 09:00:00.000000','2025-01-02',1,NULL,'kommune',1,1,'angelegt','Einrichtung','aa8ab60f-e748-417f-8d3b-9b47a80dab70',7,'{"nachher":{"beispiel":true,"bundesland":null,"id":1,"name":"Gemeinde Probstweiler","schluessel":"probstweiler","version":1},"vorher":{}}','e45166ae632423c2b6be09834ecc020f','ed40b9647155787cf8465bb2134e3eda8efc136ec7745ee95cff263a06236270','c21b8e9257a17b58d6416b52e780917661e74439db03ee9a8e1d3a1b37e16232','a1c7e05be2b3038aba5c3f773e1d20291e9846e36853e1e9602637687e896481');
INSERT INTO "protokoll" VALUES(9,'2025-01-02 09:00:00.000000','2025-01-02',1,NULL,'organisationseinheit',1,1,'angelegt','Einrichtung','aa8ab60f-e748-417f-8d3b-9b47a80dab70',8,'{"nachher":{"aktiv":true,"art":"fachdienst","extern":false,"id":1,"kommune_id":1,"kuerzel":"FD 4","name":"Fachdienst Bildung","uebergeordnet_id":null,"version":1},"vorher":{}}','0125a8cf952d5e0b6db732634ddeae33','1e654341572810eae32f90e4a537d0274979b4f7aeffa87443bbb0a826389fae','a1c7e05be2b3038aba5c3f773e1d20291e9846e36853e1e9602637687e896481','de906ab87d0e59e748f49b09b660cb2ebc11392cab35ac0a9481f6abc65827a3');
INSERT INTO "protokoll" VALUES(10,'2025-01-02 09:00:00.000000','2025-01-02',1,NULL,'organisationseinheit',2,1,'angelegt','Einrichtung','aa8ab60f-e748-417f-8d3b-9b47a80dab70',9,'{"nachher":{"aktiv":true,"art":"fachdienst","extern":false,"id":2,"kommune_id":1,"kuerzel":"FD 5","name":"Fachdienst Soziales","uebergeordnet_id":null,"version":1},"vorher":{}}','0e3ef35dafbf25328cdca68bd0822602','ecc8a44538942df3e33162dfe999e9012a7fafa67b0192fe407e5fd7e4472ac2','de906ab87d0e59e748f49b09b660cb2ebc11392cab35ac0a9481f6abc65827a3','28c23aed273b2bac56331cbb1439310cb1faf2b8f02d72c3ff3be72ab9815bdb');
INSERT INTO "protokoll" VALUES(11,'2025-01-02 09:00:00.000000','2025-01-02',1,1,'konzept',1,1,'angelegt','Einrichtung','aa8ab60f-e748-417f-8d3b-9b47a80dab70',10,'{"nachher":{"aktualitaet_monate":6,"anlass":null,"auftrag":null,"ausblick":null,"beginn":null,"beginn_genauigkeit":null,"beispiel":true,"berichtspflicht":null,"bezeichnung":"Integrationskonzept Probstweiler","evaluationsmethode":null,"fortlaufend":false,"frist":null,"frist_genauigkeit":null,"haushaltsvorbehalt":null,"id":1,"kommune_id":1,"kontakt_email":null,"kontakt_url":null,"kurzform":null,"massnahmen_kuerzel":"PW","nicht_abschliessend":false,"phase":"umsetzung","quelle":null,"rueckblick":null,"schluessel":"probstweiler","smart_a":null,"stelle_id":2,"turnus":null,"umsetzungsgrundsaetze":null,"version":1,"vorgabe_stichtag":null,"zeit_angabe":"leer","zeit_wortlaut":null},"vorher":{}}','ef55f45acfcadbe9fdb89a163dc7f66e','c00dd27e84745c7b8a90111ab139d6c477ea06467a5d8113ad1422e8bad2f9aa','28c23aed273b2bac56331cbb1439310cb1faf2b8f02d72c3ff3be72ab9815bdb','3dbd553648813c8a5967c082b105f8d34cf88f3a896a4b83659afcafc89c836a');
INSERT INTO "protokoll" VALUES(12,'2025-01-02 09:00:00.000000','2025-01-02',1,1,'teilprojekt',1,1,'angelegt','Einrichtung','aa8ab60f-e748-417f-8d3b-9b47a80dab70',11,'{"nachher":{"beschreibung":null,"buchstabe":"a","id":1,"konzept_id":1,"quelle":null,"reihenfolge":0,"titel":"Stadtgesellschaft","version":1},"vorher":{}}','82365239ccbc53775df42ef0e5e65490','537fe8faf762e3664cd174bff5765e749ebadacdcf8b8553ff050fd84628757f','3dbd553648813c8a5967c082b105f8d34cf88f3a896a4b83659afcafc89c836a','4febc662de97f09b79c6f7b8b6e27151a6024bfa80578b05ec4bb59172b768ee');
INSERT INTO "protokoll" VALUES(13,'2025-01-02 09:00:00.000000','2025-01-02',1,1,'handlungsfeld',1,1,'angelegt','Einrichtung','aa8ab60f-e748-417f-8d3b-9b47a80dab70',12,'{"nachher":{"ausblick":null,"bearbeitungsstand":"nicht_begonnen","bedeutung":null,"einflussgrenze":null,"fokus":null,"herausforderungen":null,"herkunft":null,"id":1,"konzept_id":1,"kuerzel":null,"massnahmen_gesamt":null,"nummer":1,"quelle":null,"reihenfolge":0,"schwerpunkte":null,"teilprojekt_id":1,"titel":"Sprache und Bildung","uebergreifend":false,"umsetzungsgrundsaetze":null,"version":1},"vorher":{}}','6b9bdb7468a4cb5db6bb60d0c4185ff6','e994afd7fae8239f5bfdeb41672205c2a20527f9b90d71c467568b1b7debbad9','4febc662de97f09b79c6f7b8b6e27151a6024bfa80578b05ec4bb59172b768ee','f3f67694a032624bc8b6f30e0e466e51ac72591b904874c038f64c7dd802e26c');
INSERT INTO "protokoll" VALUES(14,'2025-01-02 09:00:00.000000','2025-01-02',1,1,'handlungsfeld',2,1,'angelegt','Einrichtung','aa8ab60f-e748-417f-8d3b-9b47a80dab70',13,'{"nachher":{"ausblick":null,"bearbeitungsstand":"nicht_begonnen","bedeutung":null,"einflussgrenze":null,"fokus":null,"herausforderungen":null,"herkunft":null,"id":2,"konzept_id":1,"kuerzel":null,"massnahmen_gesamt":null,"nummer":2,"quelle":null,"reihenfolge":0,"schwerpunkte":null,"teilprojekt_id":1,"titel":"Ankommen und Teilhabe","uebergreifend":false,"umsetzungsgrundsaetze":null,"version":1},"vorher":{}}','fef2118240d2cbfe688b74f9cc4e8545','8fd0327ea187e09b2a2f8fbf4f3382033368d89e51d53075b058ef712b87f4cc','f3f67694a032624bc8b6f30e0e466e51ac72591b904874c038f64c7dd802e26c','14b50656009a1e2ef2b0c15a2de201a650f816c81000eb78e5d4626018128ea6');
INSERT INTO "protokoll" VALUES(15,'2025-01-02 09:00:00.000000','2025-01-02',1,1,'massnahme',1,1,'angelegt','Einrichtung','aa8ab60f-e748-417f-8d3b-9b47a80dab70',14,'{"nachher":{"archiviert_am":null,"art":"neu","barrierefrei":false,"beginn":null,"beginn_genauigkeit":null,"beschreibung":null,"beteiligte_wortlaut":null,"einfache_sprache":null,"ersetzt_durch_id":null,"federfuehrung_angabe":"leer","federfuehrung_id":1,"federfuehrung_wortlaut":null,"frist":"2025-09-30","frist_genauigkeit":"tag","handlungsfeld_id":1,"id":1,"indikator":null,"interne_notiz":"Raumfrage noch vertraulich","konkretheit":null,"konkretheit_wortlaut":null,"konzept_id":1,"leichte_sprache":false,"mehrsprachig":false,"mittel_angabe":"leer","mittel_wortlaut":null,"mittelstatus":"ungeklaert","nummer":"PW-01","personal_angabe":"leer","personal_wortlaut":null,"prioritaet":null,"quelle":null,"terminlage_gesetzt":null,"terminlage_grund":null,"titel":"Sprachcafé","turnus":null,"urspruengliche_frist":null,"version":1,"vorbild":null,"zeit_angabe":"genannt","zeit_wortlaut":null,"zielgruppe":null,"zusammengefuehrt_mit_id":null},"vorher":{}}','4eff255d3563c89d6d699ca73bf1e401','ca8045751570286728f1d923448a6726d30b36e9f66edddea10840d3c25ec022','14b50656009a1e2ef2b0c15a2de201a650f816c81000eb78e5d4626018128ea6','f5d6ecac280f7fb9b9fb6c35b8afb1c421cf339f568db3e8e1a4038092564e28');
INSERT INTO "protokoll" VALUES(16,'2025-01-02 09:00:00.000000','2025-01-02',1,1,'massnahme',2,1,'angelegt','Einrichtung','aa8ab60f-e748-417f-8d3b-9b47a80dab70',15,'{"nachher":{"archiviert_am":null,"art":"neu","barrierefrei":false,"beginn":null,"beginn_genauigkeit":null,"beschreibung":null,"beteiligte_wortlaut":null,"einfache_sprache":null,"ersetzt_durch_id":null,"federfuehrung_angabe":"leer","federfuehrung_id":2,"federfuehrung_wortlaut":null,"frist":"2025-03-31","frist_genauigkeit":"tag","handlungsfeld_id":2,"id":2,"indikator":null,"interne_notiz":null,"konkretheit":null,"konkretheit_wortlaut":null,"konzept_id":1,"leichte_sprache":false,"mehrsprachig":false,"mittel_angabe":"leer","mittel_wortlaut":null,"mittelstatus":"ungeklaert","nummer":"PW-02","personal_angabe":"leer","personal_wortlaut":null,"prioritaet":null,"quelle":null,"terminlage_gesetzt":null,"terminlage_grund":null,"titel":"Ankommenslotsen","turnus":null,"urspruengliche_frist":null,"version":1,"vorbild":null,"zeit_angabe":"genannt","zeit_wortlaut":null,"zielgruppe":null,"zusammengefuehrt_mit_id":null},"vorher":{}}','3fb6264a1da35973fffa292e58efbcb1','564ee367bd7ca282114d86ca1d315f0f2e376b0eeb8c7e1e45f6202e45ce1ffc','f5d6ecac280f7fb9b9fb6c35b8afb1c421cf339f568db3e8e1a4038092564e28','d147951fedf170a94add69e8b5e1fc17bb3394153409b04f285f48e030c356f1');
INSERT INTO "protokoll" VALUES(17,'2025-01-02 09:00:00.000000','2025-01-02',1,1,'massnahme',3,1,'angelegt','Einrichtung','aa8ab60f-e748-417f-8d3b-9b47a80dab70',16,'{"nachher":{"archiviert_am":null,"art":"neu","barrierefrei":false,"beginn":null,"beginn_genauigkeit":null,"beschreibung":null,"beteiligte_wortlaut":null,"einfache_sprache":null,"ersetzt_durch_id":null,"federfuehrung_angabe":"keine_angabe","federfuehrung_id":null,"federfuehrung_wortlaut":null,"frist":null,"frist_genauigkeit":null,"handlungsfeld_id":2,"id":3,"indikator":null,"interne_notiz":null,"konkretheit":null,"konkretheit_wortlaut":null,"konzept_id":1,"leichte_sprache":false,"mehrsprachig":true,"mittel_angabe":"leer","mittel_wortlaut":null,"mittelstatus":"ungeklaert","nummer":"PW-03","personal_angabe":"leer","personal_wortlaut":null,"prioritaet":null,"quelle":null,"terminlage_gesetzt":null,"terminlage_grund":null,"titel":"Mehrsprachiger Wegweiser","turnus":null,"urspruengliche_frist":null,"version":1,"vorbild":null,"zeit_angabe":"leer","zeit_wortlaut":null,"zielgruppe":null,"zusammengefuehrt_mit_id":null},"vorher":{}}','004f670843acf4e739e9ee645c4db6b6','f34b607ef98a860c44d4e73b24967821a753270d32d38218832912f4ea82fc05','d147951fedf170a94add69e8b5e1fc17bb3394153409b04f285f48e030c356f1','e5d9b5b96a07582ae0b6039e6d11d027b2c0ac7d8756878ab0963a2998e2080a');
INSERT INTO "protokoll" VALUES(18,'2025-01-02 09:00:00.000000','2025-01-02',1,1,'massnahme',4,1,'angelegt','Einrichtung','aa8ab60f-e748-417f-8d3b-9b47a80dab70',17,'{"nachher":{"archiviert_am":null,"art":"bestand","barrierefrei":false,"beginn":null,"beginn_genauigkeit":null,"beschreibung":null,"beteiligte_wortlaut":null,"einfache_sprache":null,"ersetzt_durch_id":null,"federfuehrung_angabe":"leer","federfuehrung_id":1,"federfuehrung_wortlaut":null,"frist":null,"frist_genauigkeit":null,"handlungsfeld_id":1,"id":4,"indikator":null,"interne_notiz":null,"konkretheit":null,"konkretheit_wortlaut":null,"konzept_id":1,"leichte_sprache":false,"mehrsprachig":false,"mittel_angabe":"leer","mittel_wortlaut":null,"mittelstatus":"ungeklaert","nummer":"PW-04","personal_angabe":"leer","personal_wortlaut":null,"prioritaet":null,"quelle":null,"terminlage_gesetzt":null,"terminlage_grund":null,"titel":"Sommerfest der Kulturen","turnus":null,"urspruengliche_frist":null,"version":1,"vorbild":null,"zeit_angabe":"leer","zeit_wortlaut":null,"zielgruppe":null,"zusammengefuehrt_mit_id":null},"vorher":{}}','ffe48a47242598550518d50f911e6cac','5ed0732417ad7fe245fcb2c0138ed5732c1cec6a64b2f7b29cff1720c3ebc9f7','e5d9b5b96a07582ae0b6039e6d11d027b2c0ac7d8756878ab0963a2998e2080a','9b9f966007652c6f1cd28f48042f69415acca086692f663c8a11466b6b0c85bc');
INSERT INTO "protokoll" VALUES(19,'2025-01-02 09:00:00.000000','2025-01-02',1,1,'sachstand',1,1,'angelegt','Einrichtung','aa8ab60f-e748-417f-8d3b-9b47a80dab70',18,'{"nachher":{"abfrage_id":null,"abgeschlossen_am":null,"begruendung":null,"beleg":null,"entschieden_am":null,"entschieden_von":null,"erfasst_am":"2025-01-02T09:00:00+00:00","erfasst_von_id":3,"ergebnis":null,"ersetzt_id":null,"freigabe":"gemeldet","gilt_ab":"2025-01-02","hindernis":null,"id":1,"im_auftrag_von_id":null,"konzept_id":1,"loesung":null,"massnahme_id":1,"naechste_ueberpruefung":null,"naechster_schritt":null,"naechster_termin":null,"nummer":1,"text":"Das Café öffnet jeden Donnerstag.","turnus":null,"umsetzungsstand":"in_umsetzung","unveraendert":false,"version":1,"wiedervorlage":null,"zum":"2024-12-20","zurueckstellungsgrund":null},"vorher":{}}','4fe8a03507786f0ffcb6bfb4aa8171c1','ecb933357920f1c6dca11a58ccc6a68956be2ce59bb4ccdf10bb00f25c6d7653','9b9f966007652c6f1cd28f48042f69415acca086692f663c8a11466b6b0c85bc','ca93caae871ba6e25a01edcdd6ea048ab7d84a38e9d7b284d2ad03176cc32e16');
INSERT INTO "protokoll" VALUES(20,'2025-01-02 09:00:00.000000','2025-01-02',1,1,'sachstand',2,1,'angelegt','Einrichtung','aa8ab60f-e748-417f-8d3b-9b47a80dab70',19,'{"nachher":{"abfrage_id":null,"abgeschlossen_am":null,"begruendung":null,"beleg":null,"entschieden_am":null,"entschieden_von":null,"erfasst_am":"2025-01-02T09:00:00+00:00","erfasst_von_id":4,"ergebnis":null,"ersetzt_id":null,"freigabe":"gemeldet","gilt_ab":"2025-01-02","hindernis":null,"id":2,"im_auftrag_von_id":null,"konzept_id":1,"loesung":null,"massnahme_id":2,"naechste_ueberpruefung":null,"naechster_schritt":null,"naechster_termin":null,"nummer":1,"text":"Die ersten Lotsinnen werden geschult.","turnus":null,"umsetzungsstand":"in_planung","unveraendert":false,"version":1,"wiedervorlage":null,"zum":"2024-12-20","zurueckstellungsgrund":null},"vorher":{}}','c268e1adf9e2937211f8898f6fc4a0d6','5c097739397239660a7462eadd0fe7c40645588a206628d6d4302c4dbc3d4237','ca93caae871ba6e25a01edcdd6ea048ab7d84a38e9d7b284d2ad03176cc32e16','4a0a5caf3df6ab16d348ff5b58de14694f258cebb3b2a881b65fe3317bde7458');
INSERT INTO "protokoll" VALUES(21,'2025-01-02 09:00:00.000000','2025-01-02',1,1,'sachstand',3,1,'angelegt','Einrichtung','aa8ab60f-e748-417f-8d3b-9b47a80dab70',20,'{"nachher":{"abfrage_id":null,"abgeschlossen_am":null,"begruendung":null,"beleg":null,"entschieden_am":null,"entschieden_von":null,"erfasst_am":"2025-01-02T09:00:00+00:00","erfasst_von_id":2,"ergebnis":null,"ersetzt_id":null,"freigabe":"gemeldet","gilt_ab":"2025-01-02","hindernis":null,"id":3,"im_auftrag_von_id":null,"konzept_id":1,"loesung":null,"massnahme_id":3,"naechste_ueberpruefung":null,"naechster_schritt":null,"naechster_termin":null,"nummer":1,"text":"Es liegt eine Gliederung vor.","turnus":null,"umsetzungsstand":"idee","unveraendert":false,"version":1,"wiedervorlage":null,"zum":"2024-12-20","zurueckstellungsgrund":null},"vorher":{}}','85db2cf24fcd83a8528142f716c3fde7','d6191d1f58e9a47ca0dfff5a7f4f772faf465ba19f7b86cab35d32b3db1e9a63','4a0a5caf3df6ab16d348ff5b58de14694f258cebb3b2a881b65fe3317bde7458','a9bf7cab88980e331ce334d98d381baf32306d0f907ba7377336c1eaa86192f6');
INSERT INTO "protokoll" VALUES(22,'2025-01-02 09:00:00.000000','2025-01-02',1,1,'leitlinie',1,1,'angelegt','Einrichtung','aa8ab60f-e748-417f-8d3b-9b47a80dab70',21,'{"nachher":{"id":1,"konzept_id":1,"nummer":1,"quelle":null,"text":"Alle gestalten mit.","version":1},"vorher":{}}','925625be249a7037e3f8912d897f3712','01f9927bc35517e67e52ef131ac5ac7d94b7b565599562a10b8757798a615eaa','a9bf7cab88980e331ce334d98d381baf32306d0f907ba7377336c1eaa86192f6','8754d8221b63c2dc70c8f0f709b60a946efd5700c88df010585f5cfa26a002c9');
INSERT INTO "protokoll" VALUES(23,'2025-01-02 09:00:00.000000','2025-01-02',1,1,'ziel',1,1,'angelegt','Einrichtung','aa8ab60f-e748-417f-8d3b-9b47a80dab70',22,'{"nachher":{"ebene":"ziel","handlungsfeld_id":1,"id":1,"konzept_id":1,"nummer":null,"quelle":null,"text":"Deutsch lernen, wo man lebt.","uebergeordnet_id":null,"version":1},"vorher":{}}','884a4690d7a658d6f098fa2e7cb06f40','73af595d23c8d9dcbec36353915a5bf99b581ff6d7b81d916b99154f2ac96699','8754d8221b63c2dc70c8f0f709b60a946efd5700c88df010585f5cfa26a002c9','7fa978745ff6c39b9cf6202576d6a74aad180c70dd2867353de082ab42459fe6');
INSERT INTO "protokoll" VALUES(24,'2025-01-02 09:00:00.000000','2025-01-02',1,1,'massnahmehandlungsfeld',1,1,'angelegt','Einrichtung','aa8ab60f-e748-417f-8d3b-9b47a80dab70',23,'{"nachher":{"handlungsfeld_id":2,"id":1,"konzept_id":1,"massnahme_id":1,"version":1},"vorher":{}}','4a3d1b2676ce9f196b26c137c16c2dbc','4d6225c3dba86781dbcc45501871d2876c1c3262858cd2d44d31c0b3dbe9f809','7fa978745ff6c39b9cf6202576d6a74aad180c70dd2867353de082ab42459fe6','ced166c2905220803d19164793395d438823bd666f94138dfb39526db206857a');
INSERT INTO "protokoll" VALUES(25,'2025-01-02 09:00:00.000000','2025-01-02',1,1,'massnahmeziel',1,1,'angelegt','Einrichtung','aa8ab60f-e748-417f-8d3b-9b47a80dab70',24,'{"nachher":{"id":1,"konzept_id":1,"massnahme_id":1,"version":1,"ziel_id":1},"vorher":{}}','5dfb927bff2aed1078873dcecb6d2c01','e788924cfb52bfc065f825958442c5e0fbdd11a1c034d664bcf81d01b2c88b3d','ced166c2905220803d19164793395d438823bd666f94138dfb39526db206857a','f67e0bee5314b64f4578f659113f423622c08a50b7863f48628de9e2a804b719');
INSERT INTO "protokoll" VALUES(26,'2025-01-02 09:00:00.000000','2025-01-02',1,1,'beteiligung',1,1,'angelegt','Einrichtung','aa8ab60f-e748-417f-8d3b-9b47a80dab70',25,'{"nachher":{"id":1,"konzept_id":1,"massnahme_id":1,"organisationseinheit_id":2,"rolle":null,"version":1},"vorher":{}}','00e6d2401ad4fb331783a4638b3c1cf9','8ee2e1f2269c34e60b483bf0c3831a976dfbaae13673f137bad2ecfe5b42eb8f','f67e0bee5314b64f4578f659113f423622c08a50b7863f48628de9e2a804b719','dd5483de5bea60d84c92978bfba4d31506e7d0cae91fa4a96c7d4311e25d92ec');
INSERT INTO "protokoll" VALUES(27,'2025-01-02 09:00:00.000000','2025-01-02',1,1,'meilenstein',1,1,'angelegt','Einrichtung','aa8ab60f-e748-417f-8d3b-9b47a80dab70',26,'{"nachher":{"beginn":null,"beginn_genauigkeit":null,"erreicht_am":null,"frist":"2025-02-06","frist_genauigkeit":null,"handlungsfeld_id":null,"id":1,"konzept_id":1,"massnahme_id":1,"quelle":null,"titel":"Erster Abend","turnus":null,"version":1,"zeit_angabe":"leer","zeit_wortlaut":null},"vorher":{}}','812916b5ca7cce251011765787e18ba7','08bad9e03b82a8446a1d37eedd1726ed37f3bbc2e72f1fdc16526bfb7aa2ce6d','dd5483de5bea60d84c92978bfba4d31506e7d0cae91fa4a96c7d4311e25d92ec','0f98581550a0571e9da62a4a0f01d4152a66cd5c91fafad5e54f79c1020cfe95');
INSERT INTO "protokoll" VALUES(28,'2025-01-02 09:00:00.000000','2025-01-02',1,1,'fristaenderung',1,1,'angelegt','Einrichtung','aa8ab60f-e748-417f-8d3b-9b47a80dab70',27,'{"nachher":{"am":"2024-11-05","bisher":"2025-06-30","grund":"Der Raum war nicht frei.","id":1,"konzept_id":1,"massnahme_id":1,"neu":"2025-09-30","version":1},"vorher":{}}','f8d76c1e1d45c09e2708e6580ce41a07','97db865314322d4753d68ad9c2ee3ffa3838411a0a1ef6da2cc87ddea98a7015','0f98581550a0571e9da62a4a0f01d4152a66cd5c91fafad5e54f79c1020cfe95','a259e50270ee42702f1c25febebdfe457ab879bfd5c2361f70dc1564337af76c');
INSERT INTO "protokoll" VALUES(29,'2025-01-02 09:00:00.000000','2025-01-02',1,1,'smartpruefung',1,1,'angelegt','Einrichtung','aa8ab60f-e748-417f-8d3b-9b47a80dab70',28,'{"nachher":{"aktivierend":"offen","geprueft_am":null,"id":1,"konzept_id":1,"massnahme_id":1,"messbar":"ja","notiz":null,"realistisch":"offen","spezifisch":"offen","terminiert":"offen","version":1},"vorher":{}}','8c86bca1a4669d203e7e788d189fd538','2f153310e5ab903e97e65d5786f681e41f7309668463ab05832923b4872b4717','a259e50270ee42702f1c25febebdfe457ab879bfd5c2361f70dc1564337af76c','adc6dcbfc5273255f937588ed238375b9ce47a8f8bd51e5f34e36b41009e0aaa');
INSERT INTO "protokoll" VALUES(30,'2025-01-02 09:00:00.000000','2025-01-02',1,1,'evaluation',1,1,'angelegt','Einrichtung','aa8ab60f-e748-417f-8d3b-9b47a80dab70',29,'{"nachher":{"am":"2024-12-01","bewertet_von":null,"folge":null,"id":1,"im_zeitrahmen":"offen","konzept_id":1,"massnahme_id":1,"methode":null,"umsetzungsstand":null,"version":1,"zeitrahmen_grund":null,"ziel_erreicht":"offen","ziel_grund":null,"zielgruppe_erreicht":"offen","zielgruppe_grund":null},"vorher":{}}','3a7d01f3817bc3bd7f7e49b67f852896','1ad0b5957ca1cae777776572e4802c7da0755ba31f1f27e23a4913fd861fb477','adc6dcbfc5273255f937588ed238375b9ce47a8f8bd51e5f34e36b41009e0aaa','4938a4c44e4eae27e70c907397f31901fb12c61e42038a9cff2ecc4ebaf73842');
INSERT INTO "protokoll" VALUES(31,'2025-01-02 09:00:00.000000','2025-01-02',1,1,'foerderung',1,1,'angelegt','Einrichtung','aa8ab60f-e748-417f-8d3b-9b47a80dab70',30,'{"nachher":{"beginn":null,"beginn_genauigkeit":null,"betrag_cent":1200000,"eigenanteil_wortlaut":null,"foerdergeber":null,"frist":null,"frist_genauigkeit":null,"id":1,"konzept_id":1,"mittelstatus":"ungeklaert","programm":"Landesprogramm","quelle":null,"stellenanteil_prozent":null,"turnus":null,"version":1,"zeit_angabe":"leer","zeit_wortlaut":null},"vorher":{}}','3c0229d240a6981dfd78153d81b8e507','a7a0829f44274e06deed96a39ecc9dd325a3da89a1dec6f0e65954899c65d7d0','4938a4c44e4eae27e70c907397f31901fb12c61e42038a9cff2ecc4ebaf73842','c928523364d6a24b4bbb3c6db9d66c3a401813bd0e4b880b6cd90ca1a5c676cf');
INSERT INTO "protokoll" VALUES(32,'2025-01-02 09:00:00.000000','2025-01-02',1,1,'mittelposition',1,1,'angelegt','Einrichtung','aa8ab60f-e748-417f-8d3b-9b47a80dab70',31,'{"nachher":{"art":"gesamt","betrag_cent":2100050,"bis_betrag_cent":null,"foerderung_id":1,"haushaltsteil":null,"id":1,"jahr":null,"konjunktiv":true,"konzept_id":1,"massnahme_id":1,"mittelstatus":"ungeklaert","modus":"einmalig","produkt":null,"quelle":null,"sachkonto":null,"stellenanteil_prozent":null,"ungenau":true,"version":1,"vorbehalt":null,"wortlaut":"würde ca. 21 T€ kosten","zweck":null},"vorher":{}}','d14896abe9e431d7aacd966086ba6c63','5f8dadc3a9f4d61d49194f7f0046879bc0f62261cc148172748b51f5d7d3f103','c928523364d6a24b4bbb3c6db9d66c3a401813bd0e4b880b6cd90ca1a5c676cf','efd470712cbca4a3988cc38798b07c20571914cb09377dcb03fccc4e470dab49');
INSERT INTO "protokoll" VALUES(33,'2025-01-02 09:00:00.000000','2025-01-02',1,1,'gremium',1,1,'angelegt','Einrichtung','aa8ab60f-e748-417f-8d3b-9b47a80dab70',32,'{"nachher":{"aufgaben":null,"id":1,"konzept_id":1,"name":"Sozialausschuss","quelle":null,"reihenfolge":0,"teilprojekt_id":null,"turnus":null,"typ":"ausschuss","uebergeordnet_id":null,"unvollstaendig":false,"version":1},"vorher":{}}','d62733b46175bc353307bf341abe5123','b9a2ccaa3e4e598541e4e3c04697dbd74d713b244fa87ee3cec3c739482e081d','efd470712cbca4a3988cc38798b07c20571914cb09377dcb03fccc4e470dab49','ee3e91455b5206892674b5fea6064959648aa75b44c2ce3263659bc0ab145cc1');
INSERT INTO "protokoll" VALUES(34,'2025-01-02 09:00:00.000000','2025-01-02',1,1,'gremiumhandlungsfeld',1,1,'angelegt','Einrichtung','aa8ab60f-e748-417f-8d3b-9b47a80dab70',33,'{"nachher":{"gremium_id":1,"handlungsfeld_id":1,"id":1,"konzept_id":1,"version":1},"vorher":{}}','d6aa6c3bc5316f124f04142d0584342c','8c3832a8a86fde8a5e6e1bec1b3056ca4d9b2c0f607ecceca58c765e6817d208','ee3e91455b5206892674b5fea6064959648aa75b44c2ce3263659bc0ab145cc1','599f4c05f048da1377e4784eb250bf4b016012c204caf03f145acf7268028d0e');
INSERT INTO "protokoll" VALUES(35,'2025-01-02 09:00:00.000000','2025-01-02',1,1,'mitgliedschaft',1,1,'angelegt','Einrichtung','aa8ab60f-e748-417f-8d3b-9b47a80dab70',34,'{"nachher":{"gremium_id":1,"id":1,"konzept_id":1,"organisationseinheit_id":2,"person":"Erika Beispiel","reihenfolge":0,"rolle":null,"version":1},"vorher":{}}','de59017eaf0c4226a3ca1273636a5bf6','29d990f724a58acc7705b6314801a5e8b9f50138da1b30dcceaab0958fc99b7f','599f4c05f048da1377e4784eb250bf4b016012c204caf03f145acf7268028d0e','c705497d5dd9dd2ec9293cf4e94e91517a728e91875323cd841644403fe3c791');
INSERT INTO "protokoll" VALUES(36,'2025-01-02 09:00:00.000000','2025-01-02',1,1,'ereignis',1,1,'angelegt','Einrichtung','aa8ab60f-e748-417f-8d3b-9b47a80dab70',35,'{"nachher":{"art":"auftakt","beginn":null,"beginn_genauigkeit":null,"ergebnisse":null,"format":null,"frist":null,"frist_genauigkeit":null,"gremium_id":null,"id":1,"konzept_id":1,"laufende_nummer":null,"ort":null,"quelle":null,"status":"geplant","teilnehmende":null,"teilnehmende_ungenau":false,"teilprojekt_id":null,"themen":null,"titel":"Auftakt im Rathaus","turnus":null,"uhrzeit":null,"version":1,"verweis":null,"zeit_angabe":"leer","zeit_wortlaut":null,"zielgruppe":null},"vorher":{}}','3dd323200ad04719b1448c1d67034148','b00dea869ce9e210d4aeb550320b9dd5493faba9b4ca640cb6d66ed2250bd031','c705497d5dd9dd2ec9293cf4e94e91517a728e91875323cd841644403fe3c791','1df637425cae8cd5a686a46163a5db175ecc1feff3b4d68b26bd80db9f09b0e2');
INSERT INTO "protokoll" VALUES(37,'2025-01-02 09:00:00.000000','2025-01-02',1,1,'ereignishandlungsfeld',1,1,'angelegt','Einrichtung','aa8ab60f-e748-417f-8d3b-9b47a80dab70',36,'{"nachher":{"ereignis_id":1,"handlungsfeld_id":1,"id":1,"konzept_id":1,"version":1},"vorher":{}}','2bf475356a42decd5f7d56f14599aa4b','f18cf5c987ab405193f3fcf171a787544a0aa5fb4e15d0f454c8c950e8f36d75','1df637425cae8cd5a686a46163a5db175ecc1feff3b4d68b26bd80db9f09b0e2','1b7c4ae029bb10d4850e07279f1a756938deac65e06992ffb691408c015a7c57');
INSERT INTO "protokoll" VALUES(38,'2025-01-02 09:00:00.000000','2025-01-02',1,1,'kennzahl',1,1,'angelegt','Einrichtung','aa8ab60f-e748-417f-8d3b-9b47a80dab70',37,'{"nachher":{"beleg":null,"bezeichnung":"Einwohnende","einheit":null,"erlaeuterung":null,"handlungsfeld_id":null,"id":1,"konzept_id":1,"quelle":null,"reihenfolge":0,"stichtag":"2024-12-31","ungenau":false,"version":1,"wert":"4.711"},"vorher":{}}','290fcec8599448d6540e7586f85d039a','42eaa056b3442749170a5eb6482dec5d2ba00c787cb40609f1596f2ae5ed36b4','1b7c4ae029bb10d4850e07279f1a756938deac65e06992ffb691408c015a7c57','00e56864e1574af9a5268808941e7fda49a61fe588e9385a919610cd6741377d');
INSERT INTO "protokoll" VALUES(39,'2025-01-02 09:00:00.000000','2025-01-02',1,1,'beschluss',1,1,'angelegt','Einrichtung','aa8ab60f-e748-417f-8d3b-9b47a80dab70',38,'{"nachher":{"am":"2024-03-07","antrag":null,"drucksache":null,"gremium":"Rat","id":1,"konzept_id":1,"quelle":null,"text":null,"version":1},"vorher":{}}','bfc9c2504110941785bfcf5644340d6f','37b0d9e938d29eff207cf7d6d2ab3eed7c82d6b275d3b503dd32a1e9a4d49a53','00e56864e1574af9a5268808941e7fda49a61fe588e9385a919610cd6741377d','356bf111b988d679b4e7380003dcf15c2075b908f33284a563f74a56a0f6fb43');
INSERT INTO "protokoll" VALUES(40,'2025-01-02 09:00:00.000000','2025-01-02',1,1,'vorlage',1,1,'angelegt','Einrichtung','aa8ab60f-e748-417f-8d3b-9b47a80dab70',39,'{"nachher":{"aktenzeichen":null,"am":null,"anlagen":null,"art":"Mitteilung","bearbeitung":null,"beschluss_id":1,"beschlussvorschlag":null,"betreff":"Sachstand","federfuehrung_id":null,"finanzielle_auswirkungen":null,"id":1,"konzept_id":1,"nummer":null,"produkt":null,"quelle":null,"sachdarstellung":null,"url":null,"version":1,"vorgaenger_id":null,"zeichnung":null},"vorher":{}}','d06ec32eb9457d1cb3513e0d34e8dea3','3b8ff71e3a8edbae24632cc657aead16943335f3fa9d42707973e0f8998ce04c','356bf111b988d679b4e7380003dcf15c2075b908f33284a563f74a56a0f6fb43','ac9f5ac3ed057905c6e591349773aa0e1cab715a9585420d84359234cd9b9a1a');
INSERT INTO "protokoll" VALUES(41,'2025-01-02 09:00:00.000000','2025-01-02',1,1,'beratung',1,1,'angelegt','Einrichtung','aa8ab60f-e748-417f-8d3b-9b47a80dab70',40,'{"nachher":{"art":null,"bemerkung":null,"ergebnis":null,"gremium_id":1,"gremium_name":"Sozialausschuss","id":1,"konzept_id":1,"oeffentlich":true,"reihenfolge":0,"termin":null,"top":null,"version":1,"vorlage_id":1},"vorher":{}}','d27ffbe597381800f14079f51bbbd63b','68e74a073c789e9805e8b10f1cbcf51f23b37101138fc50a9d161b6dadfd46f5','ac9f5ac3ed057905c6e591349773aa0e1cab715a9585420d84359234cd9b9a1a','6d64068d7925e1dbe3a34c75900d10a9bdf1ea79b9b02006718c040d6211366b');
INSERT INTO "protokoll" VALUES(42,'2025-01-02 09:00:00.000000','2025-01-02',1,1,'bericht',1,1,'angelegt','Einrichtung','aa8ab60f-e748-417f-8d3b-9b47a80dab70',41,'{"nachher":{"form":"sachstandsbericht","id":1,"konzept_id":1,"nummer":null,"quelle":null,"status":"entwurf","stichtag":"2024-12-31","titel":"1. Bericht","version":1,"vorgaenger_id":null,"vorlage_id":1},"vorher":{}}','b4980641789b8c068ec1ce3ab9e3ec08','bf229997815a6e5e8e2e80d6f9698bad1734ef9dcd7c800c1b10bdc521642eb6','6d64068d7925e1dbe3a34c75900d10a9bdf1ea79b9b02006718c040d6211366b','d1254b9269033ae4646a78bc0c7d6fd0ec425f0771b5c7be25665a7c220d509c');
INSERT INTO "protokoll" VALUES(43,'2025-01-02 09:00:00.000000','2025-01-02',1,1,'berichtsstand',1,1,'angelegt','Einrichtung','aa8ab60f-e748-417f-8d3b-9b47a80dab70',42,'{"nachher":{"bericht_id":1,"bis_seq":1,"dokument":null,"dokument_sha":null,"erstellt_am":"2025-01-02T09:00:00+00:00","erstellt_von_id":2,"fassung":1,"id":1,"kette":"0000000000000000000000000000000000000000000000000000000000000000","konzept_id":1,"lagebild":"44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a","lagebild_sha":"0000000000000000000000000000000000000000000000000000000000000000","version":1},"vorher":{}}','3ac4efe0be79866d8cff2e2d7ba9d168','360f094318238d8ce02c55677efaed62ae8c4f458eda8b8e1af951272c6a8268','d1254b9269033ae4646a78bc0c7d6fd0ec425f0771b5c7be25665a7c220d509c','231b51ff1b5718bbed0ad9210078df2c9cf0035716dd9ce5866bfe9d0a596c47');
INSERT INTO "protokoll" VALUES(44,'2025-01-02 09:00:00.000000','2025-01-02',1,1,'textbaustein',1,1,'angelegt','Einrichtung','aa8ab60f-e748-417f-8d3b-9b47a80dab70',43,'{"nachher":{"abschnitt":"1","form":"sachstandsbericht","id":1,"konzept_id":1,"quelle":null,"text":"Einleitung der Gemeinde.","version":1},"vorher":{}}','8788cad3cc4dbf495a105b7765bde6d8','b2824d8be11b08f2bf5e7e219f08468d36a5530ba128280c8e196ff88e0ca10a','231b51ff1b5718bbed0ad9210078df2c9cf0035716dd9ce5866bfe9d0a596c47','9d7ea63e5add3f444df0219aa7f9664a7e608e055db98a93cd049662f5e126fd');
INSERT INTO "protokoll" VALUES(45,'2025-01-02 09:00:00.000000','2025-01-02',1,1,'anmerkung',1,1,'angelegt','Einrichtung','aa8ab60f-e748-417f-8d3b-9b47a80dab70',44,'{"nachher":{"bezug":"ereignis","bezug_id":1,"id":1,"konzept_id":1,"quelle":null,"text":"Zwei Quellen, zwei Tage.","version":1},"vorher":{}}','8a24fc4e83f4a4179288cca282f6cd14','264d22588c48bcce4f406edc5e4924b0b08b61370ecf6c083ec1902ebc242a67','9d7ea63e5add3f444df0219aa7f9664a7e608e055db98a93cd049662f5e126fd','b6bc2800c276fdf99406edbf1af2f04494d0eb5949997c4d066bdcfe7bbbb041');
INSERT INTO "protokoll" VALUES(46,'2025-01-02 09:00:00.000000','2025-01-02',1,1,'abfrage',1,1,'angelegt','Einrichtung','aa8ab60f-e748-417f-8d3b-9b47a80dab70',45,'{"nachher":{"eroeffnet_am":"2025-05-01","geschlossen_am":null,"gremium_id":null,"id":1,"konzept_id":1,"redaktionsschluss":"2025-06-10","sitzung_am":null,"stichtag":"2025-05-31","titel":"Frühjahr","version":1},"vorher":{}}','02200833c84933bb22c48a1b5b9a3713','d97d92e827c8e91f1a75cf67e3b75118d8b8b2a4e889e14f157dad175c8b4f3f','b6bc2800c276fdf99406edbf1af2f04494d0eb5949997c4d066bdcfe7bbbb041','fe3ad065c873a21016ed9a7c4d2b6570e86e647785e4119c9069ea91d71a3584');
INSERT INTO "protokoll" VALUES(47,'2025-01-02 09:00:00.000000','2025-01-02',1,1,'abfragemassnahme',1,1,'angelegt','Einrichtung','aa8ab60f-e748-417f-8d3b-9b47a80dab70',46,'{"nachher":{"abfrage_id":1,"id":1,"konzept_id":1,"massnahme_id":1,"version":1},"vorher":{}}','9baa97b54f552fd7e4497fd252724234','b656bdb782b7acf78759ec2f10ac9681b293bea7cffa9bf13b795d460f5418b2','fe3ad065c873a21016ed9a7c4d2b6570e86e647785e4119c9069ea91d71a3584','e6b4e9f0b0a85bc2f89651468f49b1f5d640521ce8774faf49c8ae173e6079ed');
INSERT INTO "protokoll" VALUES(48,'2025-01-02 09:00:00.000000','2025-01-02',1,NULL,'kommune',2,1,'angelegt','Einrichtung','aa8ab60f-e748-417f-8d3b-9b47a80dab70',47,'{"nachher":{"beispiel":true,"bundesland":null,"id":2,"name":"Gemeinde Nachbarau","schluessel":"nachbarau","version":1},"vorher":{}}','3bb588e47086dda9264a60f88f9a782a','e525a6133b2511011de44fdc0e29381dffb6e4a527c0b41c6a8f45b980d4ca81','e6b4e9f0b0a85bc2f89651468f49b1f5d640521ce8774faf49c8ae173e6079ed','32f3397a59e22e511766bab4cf2e9297aabc8e3f8d62f262b775dbddfe1c1679');
INSERT INTO "protokoll" VALUES(49,'2025-01-02 09:00:00.000000','2025-01-02',1,NULL,'organisationseinheit',3,1,'angelegt','Einrichtung','aa8ab60f-e748-417f-8d3b-9b47a80dab70',48,'{"nachher":{"aktiv":true,"art":"sonstige","extern":false,"id":3,"kommune_id":2,"kuerzel":null,"name":"Hauptamt Nachbarau","uebergeordnet_id":null,"version":1},"vorher":{}}','8e6310ab6264dafcbcbfc3fe4f9ba676','7bd581d96a7f4d4fcc844bc604d119ab6f61c3d42b24b036547cf978593bba4d','32f3397a59e22e511766bab4cf2e9297aabc8e3f8d62f262b775dbddfe1c1679','fa6fc002d87a07287ab1abde9f7e6c7d2409e666b9ef30ecef9cced5bfefd907');
INSERT INTO "protokoll" VALUES(50,'2025-01-02 09:00:00.000000','2025-01-02',1,2,'konzept',2,1,'angelegt','Einrichtung','aa8ab60f-e748-417f-8d3b-9b47a80dab70',49,'{"nachher":{"aktualitaet_monate":6,"anlass":null,"auftrag":null,"ausblick":null,"beginn":null,"beginn_genauigkeit":null,"beispiel":false,"berichtspflicht":null,"bezeichnung":"Zusammenleben Nachbarau","evaluationsmethode":null,"fortlaufend":false,"frist":null,"frist_genauigkeit":null,"haushaltsvorbehalt":null,"id":2,"kommune_id":2,"kontakt_email":null,"kontakt_url":null,"kurzform":null,"massnahmen_kuerzel":null,"nicht_abschliessend":false,"phase":"erarbeitung","quelle":null,"rueckblick":null,"schluessel":"nachbarau","smart_a":null,"stelle_id":null,"turnus":null,"umsetzungsgrundsaetze":null,"version":1,"vorgabe_stichtag":null,"zeit_angabe":"leer","zeit_wortlaut":null},"vorher":{}}','200510e802945724de889fddcbc1583c','f7652188831530752d8039d46b0b6dc77592afc72c55951605265fa8ec1e9e11','fa6fc002d87a07287ab1abde9f7e6c7d2409e666b9ef30ecef9cced5bfefd907','a9fcc8677e34bdbd546c024067efbd346571a6123c1a592038a05652eed6080c');
INSERT INTO "protokoll" VALUES(51,'2025-01-02 09:00:00.000000','2025-01-02',1,2,'handlungsfeld',3,1,'angelegt','Einrichtung','aa8ab60f-e748-417f-8d3b-9b47a80dab70',50,'{"nachher":{"ausblick":null,"bearbeitungsstand":"nicht_begonnen","bedeutung":null,"einflussgrenze":null,"fokus":null,"herausforderungen":null,"herkunft":null,"id":3,"konzept_id":2,"kuerzel":null,"massnahmen_gesamt":null,"nummer":1,"quelle":null,"reihenfolge":0,"schwerpunkte":null,"teilprojekt_id":null,"titel":"Wohnen","uebergreifend":false,"umsetzungsgrundsaetze":null,"version":1},"vorher":{}}','bdc0520b405d88b66f5d9e4be8f171b6','2f50c6337cc630632e8defd20d29aa95f522d0423e400c9168944e4103c276db','a9fcc8677e34bdbd546c024067efbd346571a6123c1a592038a05652eed6080c','1c04196faad7218b96242f5be0510088dd23e94caad633c7076fa6493c354e8d');
INSERT INTO "protokoll" VALUES(52,'2025-01-02 09:00:00.000000','2025-01-02',1,2,'massnahme',5,1,'angelegt','Einrichtung','aa8ab60f-e748-417f-8d3b-9b47a80dab70',51,'{"nachher":{"archiviert_am":null,"art":"neu","barrierefrei":false,"beginn":null,"beginn_genauigkeit":null,"beschreibung":null,"beteiligte_wortlaut":null,"einfache_sprache":null,"ersetzt_durch_id":null,"federfuehrung_angabe":"leer","federfuehrung_id":3,"federfuehrung_wortlaut":null,"frist":null,"frist_genauigkeit":null,"handlungsfeld_id":3,"id":5,"indikator":null,"interne_notiz":null,"konkretheit":null,"konkretheit_wortlaut":null,"konzept_id":2,"leichte_sprache":false,"mehrsprachig":false,"mittel_angabe":"leer","mittel_wortlaut":null,"mittelstatus":"ungeklaert","nummer":"NA-01","personal_angabe":"leer","personal_wortlaut":null,"prioritaet":null,"quelle":null,"terminlage_gesetzt":null,"terminlage_grund":null,"titel":"Wohnraumbörse","turnus":null,"urspruengliche_frist":null,"version":1,"vorbild":null,"zeit_angabe":"leer","zeit_wortlaut":null,"zielgruppe":null,"zusammengefuehrt_mit_id":null},"vorher":{}}','40b40f0020e5812615280b065896e062','ac5abbdbb80869e5836caeeab40b9ac4a2a1d6beda599d69c1640ca1bc8e8332','1c04196faad7218b96242f5be0510088dd23e94caad633c7076fa6493c354e8d','b7786e513cc19d2b671499ffa393fbada91f018544b46fc867a7cb488690d54c');
INSERT INTO "protokoll" VALUES(53,'2025-01-02 09:00:00.000000','2025-01-02',1,NULL,'rolle',1,1,'angelegt','Einrichtung','aa8ab60f-e748-417f-8d3b-9b47a80dab70',52,'{"nachher":{"art":"koordination","id":1,"konzept_id":1,"nutzer_id":2,"organisationseinheit_id":null,"version":1},"vorher":{}}','c6b546d05b3db90aa10ceda8a2f1a34a','01907204b48fc0636747998028fad796ee23c3031abef4e65862aeff90967b42','b7786e513cc19d2b671499ffa393fbada91f018544b46fc867a7cb488690d54c','08cb160e31ea0e0e37a5d6350ecffaf62c5851fc6a1a8f72b7a83f80f07c605c');
INSERT INTO "protokoll" VALUES(54,'2025-01-02 09:00:00.000000','2025-01-02',1,NULL,'rolle',2,1,'angelegt','Einrichtung','aa8ab60f-e748-417f-8d3b-9b47a80dab70',53,'{"nachher":{"art":"fachkraft","id":2,"konzept_id":1,"nutzer_id":3,"organisationseinheit_id":1,"version":1},"vorher":{}}','54f97e7fa5336bfc080a8eadabd7d1ef','991d5fda54ad65430ef069916b73e444f5b3d402a684c697fd1d5c3cee47d20c','08cb160e31ea0e0e37a5d6350ecffaf62c5851fc6a1a8f72b7a83f80f07c605c','f527e632f13fedc89c60a89200fce8abf96c1aaa5dd60a43b7d6aced9c63eeba');
INSERT INTO "protokoll" VALUES(55,'2025-01-02 09:00:00.000000','2025-01-02',1,NULL,'rolle',3,1,'angelegt','Einrichtung','aa8ab60f-e748-417f-8d3b-9b47a80dab70',54,'{"nachher":{"art":"fachkraft","id":3,"konzept_id":1,"nutzer_id":4,"organisationseinheit_id":2,"version":1},"vorher":{}}','7c73c60fa67095f3aa9fe3bbb682a86d','d36ab922f625ea3fd7f11c55998452824820d0a651569ed3d785137f8f2c1ae1','f527e632f13fedc89c60a89200fce8abf96c1aaa5dd60a43b7d6aced9c63eeba','f2e3226e3a0c84b2892d1fb393beff79bc76057dd1579e737cde43b9f0986edc');
INSERT INTO "protokoll" VALUES(56,'2025-01-02 09:00:00.000000','2025-01-02',1,NULL,'rolle',4,1,'angelegt','Einrichtung','aa8ab60f-e748-417f-8d3b-9b47a80dab70',55,'{"nachher":{"art":"lesen","id":4,"konzept_id":1,"nutzer_id":5,"organisationseinheit_id":null,"version":1},"vorher":{}}','5451f5bf5b0219040041e38f6f6b2d35','17ba8dbd9defff8600912a4f02737598c1943f6f3dda336e2ebce356199d4cf1','f2e3226e3a0c84b2892d1fb393beff79bc76057dd1579e737cde43b9f0986edc','ada092c47dd6f6eac9583cfd34d2b40b736d0f4aae8cb1431d48772607b8cc6b');
INSERT INTO "protokoll" VALUES(57,'2025-01-02 09:00:00.000000','2025-01-02',1,NULL,'rolle',5,1,'angelegt','Einrichtung','aa8ab60f-e748-417f-8d3b-9b47a80dab70',56,'{"nachher":{"art":"administration","id":5,"konzept_id":null,"nutzer_id":1,"organisationseinheit_id":null,"version":1},"vorher":{}}','1ecd8689d0055be08b596d119a168df8','8c8fe54fdfbe6db53487188f9dde99b52f6fc01d0cdf1d415f2ca0b985d8b2c2','ada092c47dd6f6eac9583cfd34d2b40b736d0f4aae8cb1431d48772607b8cc6b','d6284185198e3fbff55d2da80e8d44bb7c3f97573b3588f745b58823547829b1');
INSERT INTO "protokoll" VALUES(58,'2025-01-02 09:00:00.000000','2025-01-02',1,NULL,'rolle',6,1,'angelegt','Einrichtung','aa8ab60f-e748-417f-8d3b-9b47a80dab70',57,'{"nachher":{"art":"koordination","id":6,"konzept_id":2,"nutzer_id":6,"organisationseinheit_id":null,"version":1},"vorher":{}}','c6a282a63d92e4397b856d2271b7c71e','c57086c7e5a72daea495c0b23ddcbae9c193e52d8df47cf482fc0c4d84d0a392','d6284185198e3fbff55d2da80e8d44bb7c3f97573b3588f745b58823547829b1','b25e933f90ffa3b27c2ac21e8be4502fea3087947c41df8f09087c6dccb80e38');
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
