CREATE TABLE "portal_answers" (
	"portal_id" text NOT NULL,
	"key_mac" text NOT NULL,
	"body_mac" text NOT NULL,
	"started_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"answer_sealed" "bytea",
	CONSTRAINT "portal_answers_portal_id_key_mac_pk" PRIMARY KEY("portal_id","key_mac")
);
--> statement-breakpoint
CREATE TABLE "portal_assertions" (
	"portal_id" text NOT NULL,
	"jti_sha256" text NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "portal_assertions_portal_id_jti_sha256_pk" PRIMARY KEY("portal_id","jti_sha256")
);
--> statement-breakpoint
CREATE TABLE "portal_tokens" (
	"token_sha256" text PRIMARY KEY NOT NULL,
	"portal_id" text NOT NULL,
	"token_generation" integer NOT NULL,
	"issued_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "portals" ALTER COLUMN "token_sha256" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "portals" ADD COLUMN "keys" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "portals" ADD COLUMN "requests_per_minute" integer DEFAULT 6000 NOT NULL;--> statement-breakpoint
ALTER TABLE "portals" ADD COLUMN "is_sandbox" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "portals" ADD COLUMN "token_generation" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "portals" ADD COLUMN "act_id" uuid;--> statement-breakpoint
ALTER TABLE "portals" ADD COLUMN "changed_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "portal_answers" ADD CONSTRAINT "portal_answers_portal_id_portals_id_fk" FOREIGN KEY ("portal_id") REFERENCES "public"."portals"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "portal_assertions" ADD CONSTRAINT "portal_assertions_portal_id_portals_id_fk" FOREIGN KEY ("portal_id") REFERENCES "public"."portals"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "portal_tokens" ADD CONSTRAINT "portal_tokens_portal_id_portals_id_fk" FOREIGN KEY ("portal_id") REFERENCES "public"."portals"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "portal_answers_expiry" ON "portal_answers" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "portal_assertions_expiry" ON "portal_assertions" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "portal_tokens_expiry" ON "portal_tokens" USING btree ("expires_at");--> statement-breakpoint
-- Nobody deletes; what has ended is of no use to anybody, and this alone takes it away: an hour later, because a program
-- whose clock is behind might still take an assertion that was forgotten here.
CREATE FUNCTION "forget_ended_of_portals"() RETURNS void LANGUAGE sql SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp
AS $$
  DELETE FROM public.portal_tokens WHERE expires_at < now() - interval '1 hour';
  DELETE FROM public.portal_assertions WHERE expires_at < now() - interval '1 hour';
  DELETE FROM public.portal_answers WHERE expires_at < now() - interval '1 hour';
$$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION "forget_ended_of_portals"() FROM public;
