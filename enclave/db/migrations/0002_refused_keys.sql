CREATE TABLE "refused_keys" (
	"fingerprint" text PRIMARY KEY NOT NULL,
	"basis" text NOT NULL,
	"added_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "fingerprint_known" CHECK ("refused_keys"."fingerprint" ~ '^([0-9a-f]{20}|[0-9a-f]{64})$'),
	CONSTRAINT "refused_key_basis_known" CHECK ("refused_keys"."basis" in ('list', 'reported'))
);
--> statement-breakpoint
INSERT INTO "refused_keys" ("fingerprint", "basis", "added_at")
SELECT "spki_sha256", 'reported', "compromised_at" FROM "keys_seen" WHERE "compromised_at" IS NOT NULL;
--> statement-breakpoint
ALTER TABLE "keys_seen" DROP COLUMN "compromised_at";