DROP VIEW "public"."own_cases";--> statement-breakpoint
ALTER TABLE "officers" ADD COLUMN "person" text;--> statement-breakpoint
UPDATE "officers" SET "person" = "id";--> statement-breakpoint
ALTER TABLE "officers" ALTER COLUMN "person" SET NOT NULL;--> statement-breakpoint
CREATE VIEW "public"."own_cases" AS (
  select m.case_id, o.id as officer_id from misuse_index m join officer_persons p on p.person = m.person
  join officers d on d.id = p.officer_id join officers o on o.person = d.person
  where p.withdrawn_at is null);
