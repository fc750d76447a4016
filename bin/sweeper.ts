import type { Client } from '@temporalio/client';
import type { OfficeDatabase } from '../db/office-database.ts';
import { nudge, startRun } from '../adapters/temporal/nudge.ts';
import { startValidityRun } from '../adapters/temporal/validity-run.ts';
import { startRevocationRun, tellRevocationRun } from '../adapters/temporal/revocation-run.ts';
import { startRoomsOwnRun } from '../adapters/temporal/rooms-own-run.ts';
import {
  lostNudges,
  newRequests,
  openRequests,
  requestsWithInputs,
  rounds,
  stillCases,
  stillCertificates,
  unendedCodes,
} from './sweep-rows.ts';

/** What the sweeper works with. */
export interface SweeperOptions {
  readonly db: OfficeDatabase;
  readonly client: Client;
  readonly intervalMs: number;
}

const itself = (id: string): string => id;

/** How long Temporal may take for one row before the next has its turn. */
const ROW_PATIENCE_MS = 5_000;

/** Sweeps between two looks at cases that stand still. */
const SWEEPS_PER_LOOK = 30;

/**
 * Nudges again every input that was received and not applied: whoever received it may have died between
 * the commit and the nudge. Now and then it also starts the run of a case that stands still, or of a
 * certificate of which something is overdue, where there is none, and has the office look for what the room revoked without it. Nothing is lost by repeating; the database decides once. A row that fails holds up no other.
 */
export function startSweeper({ db, client, intervalMs }: SweeperOptions): { stop(): void } {
  let isStopped = false;
  let sweeps = 0;
  const lost = rounds(lostNudges, ({ inputId }) => inputId);
  const cases = rounds(stillCases, itself);
  const ended = rounds(unendedCodes, itself);
  const ofCertificates = rounds(stillCertificates, itself);
  const received = rounds(newRequests, itself);
  const sentAbout = rounds(requestsWithInputs, itself);
  const requests = rounds(openRequests, itself);
  const patiently = (act: () => Promise<void>): Promise<void> =>
    client.connection
      .withDeadline(Date.now() + ROW_PATIENCE_MS, act)
      // The next sweep finds the same row.
      .catch(() => undefined);
  const sweep = async (): Promise<void> => {
    try {
      for (const input of await lost(db)) {
        if (isStopped) return;
        await patiently(() => nudge(client, input));
      }
      // Requests for revocation come before cases that stand still: they have fifteen minutes.
      for (const id of await sentAbout(db)) {
        if (isStopped) return;
        await patiently(() => tellRevocationRun(client, id));
      }
      for (const id of await received(db)) {
        if (isStopped) return;
        await patiently(() => startRevocationRun(client, id));
      }
      const isLook = sweeps % SWEEPS_PER_LOOK === 0;
      const still = isLook ? [...(await cases(db)), ...(await ended(db))] : [];
      for (const id of still) {
        if (isStopped) return;
        await patiently(() => startRun(client, id));
      }
      if (isLook && !isStopped) await patiently(() => startRoomsOwnRun(client));
      for (const id of isLook ? await requests(db) : []) {
        if (isStopped) return;
        await patiently(() => startRevocationRun(client, id));
      }
      for (const id of isLook ? await ofCertificates(db) : []) {
        if (isStopped) return;
        await patiently(() => startValidityRun(client, id));
      }
    } catch {
      // The database is away: the next sweep finds the same rows.
    }
    sweeps += 1;
    if (!isStopped) timer = setTimeout(() => void sweep(), intervalMs);
  };
  let timer = setTimeout(() => void sweep(), intervalMs);
  return {
    stop() {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}
