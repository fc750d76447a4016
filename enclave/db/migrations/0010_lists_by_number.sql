DROP INDEX "lists_newest";--> statement-breakpoint
CREATE INDEX "lists_by_number" ON "issuer_signatures" USING btree ("issuer_key_id","shard",(number::numeric)) WHERE kind = 'crl';