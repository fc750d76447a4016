CREATE TABLE "officer_names" (
	"act_id" uuid PRIMARY KEY NOT NULL,
	"name" text,
	"r" text,
	"received_at" timestamp (3) with time zone NOT NULL,
	"officer_id" text,
	"in_force_at" timestamp (3) with time zone,
	"erased_at" timestamp (3) with time zone,
	CONSTRAINT "officer_name_whole" CHECK (("officer_names"."name" is null) = ("officer_names"."r" is null)),
	CONSTRAINT "officer_name_overwritten" CHECK (("officer_names"."name" is null) = ("officer_names"."erased_at" is not null)),
	CONSTRAINT "officer_name_in_force" CHECK (("officer_names"."officer_id" is null) = ("officer_names"."in_force_at" is null))
);
--> statement-breakpoint
CREATE INDEX "officer_names_open" ON "officer_names" USING btree ("act_id") WHERE name is not null and in_force_at is null;--> statement-breakpoint
CREATE INDEX "officer_names_officer" ON "officer_names" USING btree ("officer_id");--> statement-breakpoint
-- Written by hand: a name that was overwritten does not come back, and goes to nobody else (function of migration 0022). While it
-- stands, the commitment in the act keeps it from becoming another.
CREATE TRIGGER "only_from_null" BEFORE UPDATE ON "officer_names"
  FOR EACH ROW EXECUTE FUNCTION only_from_null('officer_id', 'in_force_at', 'erased_at');
