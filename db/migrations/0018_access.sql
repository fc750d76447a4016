CREATE TABLE "enrolments" (
	"act_id" uuid PRIMARY KEY NOT NULL,
	"officer_id" text,
	"terminal_id" text,
	"proposed_by" text,
	"approved_by" text,
	"first_sha256" text,
	"second_sha256" text,
	"opened_at" timestamp (3) with time zone NOT NULL,
	"ends_at" timestamp (3) with time zone NOT NULL,
	"used_at" timestamp (3) with time zone,
	CONSTRAINT "enrolment_first_half_unique" UNIQUE("first_sha256"),
	CONSTRAINT "enrolment_second_half_unique" UNIQUE("second_sha256"),
	CONSTRAINT "enrolment_of_officer_or_terminal" CHECK (("enrolments"."officer_id" is null) <> ("enrolments"."terminal_id" is null)),
	CONSTRAINT "enrolment_halves_of_two" CHECK ("enrolments"."proposed_by" <> "enrolments"."approved_by"),
	CONSTRAINT "enrolment_used_with_both_halves" CHECK ("enrolments"."used_at" is null or ("enrolments"."first_sha256" is not null and "enrolments"."second_sha256" is not null))
);
--> statement-breakpoint
CREATE TABLE "officer_identities" (
	"identity_sha256" text PRIMARY KEY NOT NULL,
	"issuer" text NOT NULL,
	"officer_id" text NOT NULL,
	"act_id" uuid NOT NULL,
	"added_at" timestamp (3) with time zone NOT NULL,
	"withdrawn_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "sign_in_failures" (
	"id" uuid PRIMARY KEY NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"officer_id" text NOT NULL,
	"terminal" text NOT NULL,
	"method" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "sign_in_locks" (
	"id" uuid PRIMARY KEY NOT NULL,
	"officer_id" text NOT NULL,
	"locked_at" timestamp (3) with time zone NOT NULL,
	"cause" text NOT NULL,
	"unlocked_at" timestamp (3) with time zone,
	"unlock_act" uuid,
	CONSTRAINT "unlock_complete" CHECK (("sign_in_locks"."unlocked_at" is null) = ("sign_in_locks"."unlock_act" is null))
);
--> statement-breakpoint
CREATE TABLE "terminals" (
	"id" text PRIMARY KEY NOT NULL,
	"place" text NOT NULL,
	"act_id" uuid NOT NULL,
	"registered_at" timestamp (3) with time zone NOT NULL,
	"secret_sha256" text,
	"claimed_at" timestamp (3) with time zone,
	"withdrawn_at" timestamp (3) with time zone,
	"display_check" text,
	"display_checked_at" timestamp (3) with time zone,
	CONSTRAINT "terminal_secret_unique" UNIQUE("secret_sha256"),
	CONSTRAINT "terminal_display_check_known" CHECK ("terminals"."display_check" in ('differ', 'alike')),
	CONSTRAINT "terminal_claim_complete" CHECK (("terminals"."secret_sha256" is null) = ("terminals"."claimed_at" is null))
);
--> statement-breakpoint
ALTER TABLE "passkey_challenges" DROP CONSTRAINT "passkey_challenge_purpose_known";--> statement-breakpoint
ALTER TABLE "passkey_challenges" DROP CONSTRAINT "passkey_challenge_officer_known";--> statement-breakpoint
ALTER TABLE "sessions" ADD COLUMN "method" text;--> statement-breakpoint
ALTER TABLE "enrolments" ADD CONSTRAINT "enrolments_officer_id_officers_id_fk" FOREIGN KEY ("officer_id") REFERENCES "public"."officers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "enrolments" ADD CONSTRAINT "enrolments_terminal_id_terminals_id_fk" FOREIGN KEY ("terminal_id") REFERENCES "public"."terminals"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "officer_identities" ADD CONSTRAINT "officer_identities_officer_id_officers_id_fk" FOREIGN KEY ("officer_id") REFERENCES "public"."officers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sign_in_failures" ADD CONSTRAINT "sign_in_failures_officer_id_officers_id_fk" FOREIGN KEY ("officer_id") REFERENCES "public"."officers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sign_in_locks" ADD CONSTRAINT "sign_in_locks_officer_id_officers_id_fk" FOREIGN KEY ("officer_id") REFERENCES "public"."officers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "sign_in_failures_officer" ON "sign_in_failures" USING btree ("officer_id","at");--> statement-breakpoint
CREATE UNIQUE INDEX "one_lock_an_officer" ON "sign_in_locks" USING btree ("officer_id") WHERE unlocked_at is null;--> statement-breakpoint
ALTER TABLE "passkey_challenges" ADD CONSTRAINT "passkey_challenge_purpose_known" CHECK ("passkey_challenges"."purpose" in ('register', 'signIn', 'act', 'oidc'));--> statement-breakpoint
ALTER TABLE "passkey_challenges" ADD CONSTRAINT "passkey_challenge_officer_known" CHECK (("passkey_challenges"."purpose" in ('signIn', 'oidc')) = ("passkey_challenges"."officer_id" is null));