ALTER TABLE "passkey_challenges" DROP CONSTRAINT "passkey_challenge_purpose_known";--> statement-breakpoint
ALTER TABLE "passkeys" ADD COLUMN "enrolled_by" uuid;--> statement-breakpoint
ALTER TABLE "passkeys" ADD COLUMN "confirmed_by" text;--> statement-breakpoint
ALTER TABLE "passkeys" ADD COLUMN "confirmation" "bytea";--> statement-breakpoint
ALTER TABLE "passkeys" ADD COLUMN "made_with" text;--> statement-breakpoint
ALTER TABLE "passkeys" ADD CONSTRAINT "passkeys_confirmed_by_passkeys_credential_id_fk" FOREIGN KEY ("confirmed_by") REFERENCES "public"."passkeys"("credential_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "passkeys" ADD CONSTRAINT "passkey_enrolment_used_once" UNIQUE("enrolled_by");--> statement-breakpoint
ALTER TABLE "passkeys" ADD CONSTRAINT "passkey_confirmation_used_once" UNIQUE("made_with");--> statement-breakpoint
ALTER TABLE "passkey_challenges" ADD CONSTRAINT "passkey_challenge_purpose_known" CHECK ("passkey_challenges"."purpose" in ('register', 'signIn', 'confirm', 'oidc'));--> statement-breakpoint
ALTER TABLE "passkeys" ADD CONSTRAINT "passkey_made_one_way" CHECK ("passkeys"."enrolled_by" is null or "passkeys"."confirmed_by" is null);--> statement-breakpoint
ALTER TABLE "passkeys" ADD CONSTRAINT "passkey_confirmation_complete" CHECK (("passkeys"."confirmed_by" is null) = ("passkeys"."confirmation" is null)
        and ("passkeys"."confirmed_by" is null) = ("passkeys"."made_with" is null));--> statement-breakpoint
-- Written by hand: Drizzle has no triggers. Grants say which columns a program may write; these say from what to what. The owner of
-- the tables restores backups and could take a trigger away, so it is not asked. Names are looked up in `public` before anything
-- that a session can make for itself.
CREATE FUNCTION "writes_as_owner"("of_table" oid) RETURNS boolean LANGUAGE sql STABLE
  SET search_path = pg_catalog, public, pg_temp
AS $$ SELECT relowner::regrole::text = current_user FROM pg_class WHERE oid = of_table $$;
--> statement-breakpoint
-- Each column that is named is set once.
CREATE FUNCTION "only_from_null"() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  "name" text;
BEGIN
  IF writes_as_owner(TG_RELID) THEN RETURN new; END IF;
  FOREACH "name" IN ARRAY TG_ARGV LOOP
    IF to_jsonb(old) -> "name" <> 'null' AND to_jsonb(old) -> "name" <> to_jsonb(new) -> "name" THEN
      RAISE EXCEPTION '% of % is set once', "name", TG_TABLE_NAME USING ERRCODE = 'check_violation';
    END IF;
  END LOOP;
  RETURN new;
END $$;
--> statement-breakpoint
CREATE TRIGGER "only_from_null" BEFORE UPDATE ON "passkeys"
  FOR EACH ROW EXECUTE FUNCTION only_from_null('withdrawn_at');
--> statement-breakpoint
CREATE TRIGGER "only_from_null" BEFORE UPDATE ON "passkey_challenges"
  FOR EACH ROW EXECUTE FUNCTION only_from_null('used_at');
--> statement-breakpoint
CREATE TRIGGER "only_from_null" BEFORE UPDATE ON "sign_in_links"
  FOR EACH ROW EXECUTE FUNCTION only_from_null('used_at');
--> statement-breakpoint
CREATE TRIGGER "only_from_null" BEFORE UPDATE ON "officer_identities"
  FOR EACH ROW EXECUTE FUNCTION only_from_null('withdrawn_at');
--> statement-breakpoint
CREATE TRIGGER "only_from_null" BEFORE UPDATE ON "enrolments"
  FOR EACH ROW EXECUTE FUNCTION only_from_null('first_sha256', 'second_sha256', 'used_at');
--> statement-breakpoint
-- An enrolment is used before its end, and its end only comes nearer.
CREATE FUNCTION "enrolment_ends"() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  IF writes_as_owner(TG_RELID) THEN RETURN new; END IF;
  IF new.ends_at > old.ends_at OR (old.used_at IS NULL AND new.used_at >= old.ends_at) THEN
    RAISE EXCEPTION 'enrolment % is past', old.act_id USING ERRCODE = 'check_violation';
  END IF;
  RETURN new;
END $$;
--> statement-breakpoint
CREATE TRIGGER "enrolment_ends" BEFORE UPDATE ON "enrolments"
  FOR EACH ROW EXECUTE FUNCTION enrolment_ends();
--> statement-breakpoint
-- A passkey is made in the transaction that uses its officer's enrolment, or that counts the signature of another passkey of its
-- officer. Whether that signature holds no database can say: the office-worker does, each time.
CREATE FUNCTION "passkey_has_origin"() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  IF writes_as_owner(TG_RELID) THEN RETURN new; END IF;
  IF new.withdrawn_at IS NOT NULL OR new.last_used_at IS NOT NULL THEN
    RAISE EXCEPTION 'passkey % is new', new.credential_id USING ERRCODE = 'check_violation';
  END IF;
  IF NOT EXISTS (
    SELECT FROM enrolments e
    WHERE e.act_id = new.enrolled_by AND e.officer_id = new.officer_id
      AND e.used_at = new.created_at AND e.xmin = pg_current_xact_id()::xid
  ) AND NOT EXISTS (
    SELECT FROM passkeys p
    WHERE p.credential_id = new.confirmed_by AND p.officer_id = new.officer_id
      AND p.withdrawn_at IS NULL AND p.last_used_at = new.created_at AND p.xmin = pg_current_xact_id()::xid
  ) THEN
    RAISE EXCEPTION 'passkey % has no origin', new.credential_id USING ERRCODE = 'check_violation';
  END IF;
  RETURN new;
END $$;
--> statement-breakpoint
CREATE TRIGGER "passkey_has_origin" BEFORE INSERT ON "passkeys"
  FOR EACH ROW EXECUTE FUNCTION passkey_has_origin();
--> statement-breakpoint
-- A counter that goes back is a copied authenticator, or somebody who wants one.
CREATE FUNCTION "passkey_counts_on"() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  IF writes_as_owner(TG_RELID) THEN RETURN new; END IF;
  IF new.signature_counter < old.signature_counter THEN
    RAISE EXCEPTION 'passkey % counts on', old.credential_id USING ERRCODE = 'check_violation';
  END IF;
  RETURN new;
END $$;
--> statement-breakpoint
CREATE TRIGGER "passkey_counts_on" BEFORE UPDATE ON "passkeys"
  FOR EACH ROW EXECUTE FUNCTION passkey_counts_on();
--> statement-breakpoint
-- A browser becomes a terminal in the transaction that uses the terminal's enrolment, where none is it yet. The office-worker empties
-- the secret when two people agree; to another it changes for nobody.
CREATE FUNCTION "terminal_claimed_by_code"() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  IF writes_as_owner(TG_RELID) OR new.secret_sha256 IS NULL
    OR new.secret_sha256 IS NOT DISTINCT FROM old.secret_sha256 THEN
    RETURN new;
  END IF;
  IF old.secret_sha256 IS NOT NULL OR new.withdrawn_at IS NOT NULL OR NOT EXISTS (
    SELECT FROM enrolments e
    WHERE e.terminal_id = new.id AND e.used_at = new.claimed_at AND e.xmin = pg_current_xact_id()::xid
  ) THEN
    RAISE EXCEPTION 'terminal % is claimed by its code', new.id USING ERRCODE = 'check_violation';
  END IF;
  RETURN new;
END $$;
--> statement-breakpoint
CREATE TRIGGER "terminal_claimed_by_code" BEFORE UPDATE ON "terminals"
  FOR EACH ROW EXECUTE FUNCTION terminal_claimed_by_code();
