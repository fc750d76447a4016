CREATE TABLE "code_attempts" (
	"input_id" uuid PRIMARY KEY NOT NULL,
	"application_id" uuid NOT NULL,
	"code_number" integer NOT NULL,
	"failures" integer NOT NULL,
	"is_locked" boolean NOT NULL,
	"attempts_left" integer NOT NULL,
	"at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "codes" (
	"application_id" uuid NOT NULL,
	"code_number" integer NOT NULL,
	"chain_id" uuid NOT NULL,
	"edition" integer NOT NULL,
	"text_sha256" text NOT NULL,
	"person" text NOT NULL,
	"dispatch_id" uuid NOT NULL,
	"salt" text NOT NULL,
	"key_sealed" "bytea",
	"ciphertext_sha256" text NOT NULL,
	"vendor_key_sha256" text NOT NULL,
	"state" text NOT NULL,
	"failures" integer DEFAULT 0 NOT NULL,
	"made_at" timestamp (3) with time zone NOT NULL,
	"lapses_at" timestamp (3) with time zone NOT NULL,
	"posted_at" timestamp (3) with time zone,
	"ended_at" timestamp (3) with time zone,
	"cause" text,
	"keys" text[],
	"nonce" text,
	"redemption_sha256" text,
	"proof_sha256" text,
	CONSTRAINT "codes_application_id_code_number_pk" PRIMARY KEY("application_id","code_number"),
	CONSTRAINT "room_code_state_known" CHECK ("codes"."state" in ('live','locked','lapsed','voided','redeemed')),
	CONSTRAINT "key_only_while_live" CHECK (("codes"."key_sealed" is not null) = ("codes"."state" = 'live')),
	CONSTRAINT "redemption_complete" CHECK (("codes"."keys" is not null) = ("codes"."state" = 'redeemed'))
);
--> statement-breakpoint
CREATE INDEX "code_attempts_case" ON "code_attempts" USING btree ("application_id");--> statement-breakpoint
CREATE UNIQUE INDEX "one_live_code" ON "codes" USING btree ("application_id") WHERE "codes"."state" in ('live', 'locked');