CREATE TABLE "officer_persons" (
	"officer_id" text NOT NULL,
	"person" text NOT NULL,
	"relation" text NOT NULL,
	"declared_at" timestamp (3) with time zone NOT NULL,
	"withdrawn_at" timestamp (3) with time zone,
	CONSTRAINT "officer_persons_officer_id_person_pk" PRIMARY KEY("officer_id","person"),
	CONSTRAINT "officer_person_relation_known" CHECK ("officer_persons"."relation" in ('self', 'household'))
);
--> statement-breakpoint
ALTER TABLE "officer_persons" ADD CONSTRAINT "officer_persons_officer_id_officers_id_fk" FOREIGN KEY ("officer_id") REFERENCES "public"."officers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "officer_persons_person" ON "officer_persons" USING btree ("person");--> statement-breakpoint
CREATE VIEW "public"."own_cases" AS (
  select m.case_id, p.officer_id from misuse_index m join officer_persons p on p.person = m.person
  where p.withdrawn_at is null);