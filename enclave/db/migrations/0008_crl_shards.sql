ALTER TABLE "issuer_signatures" DROP CONSTRAINT "number_unique_per_issuer";--> statement-breakpoint
ALTER TABLE "issuer_signatures" ADD COLUMN "shard" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "issuer_signatures" ADD COLUMN "published_at" timestamp (3) with time zone;--> statement-breakpoint
CREATE INDEX "lists_newest" ON "issuer_signatures" USING btree ("issuer_key_id","shard","begun_at");--> statement-breakpoint
CREATE INDEX "revocations_published" ON "revocations" USING btree ("issuer_key_id","published_at");--> statement-breakpoint
CREATE INDEX "suspensions_published" ON "suspensions" USING btree ("issuer_key_id","published_at");--> statement-breakpoint
ALTER TABLE "issuer_signatures" ADD CONSTRAINT "number_unique_per_issuer" UNIQUE("issuer_key_id","kind","shard","number");