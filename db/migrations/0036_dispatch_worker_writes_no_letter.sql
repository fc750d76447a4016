-- A letter is prepared with its code, by the office-worker: the dispatch-worker brings in none, as it moves none.
CREATE TRIGGER "dispatch_worker_writes_no_letter" BEFORE INSERT ON "dispatches"
  FOR EACH ROW WHEN (current_user = 'toroku_dispatch' AND new.channel = 'letter') EXECUTE FUNCTION refuse_dispatch_worker();
