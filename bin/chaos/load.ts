import { setTimeout as sleep } from 'node:timers/promises';
import { readCertificate } from '../../adapters/x509/certificate.ts';
import { prepareApplication } from '../../simulator/application.ts';
import { PortalClient, PortalRefused } from '../../simulator/portal-client.ts';
import { SandboxClient } from '../../simulator/sandbox-client.ts';
import { PORTAL } from '../demonstration/documents.ts';
import type { Instance } from '../instance/options.ts';
import { SIMULTANEOUS } from '../story/story-instance.ts';

const LANES = 4;
const RETRY_MS = 500;

/** After an answer that too much was asked. */
const PAUSE_MS = 3_000;

/** A case that does not end in this time is lost. */
const CASE_PATIENCE_MS = 300_000;

/** Applications that a portal has begun, and what it was given for them. */
export interface Load {
  /** Serial number of the certificate that was handed out, by application. */
  readonly issued: ReadonlyMap<string, string>;
  /** Applications that were answered as unknown after they had been acknowledged, and were sent again. */
  readonly sentAgain: number;
  /** Numbers given up because their text was lost before anything was acknowledged for good. */
  readonly begunAnew: number;
  /** Of these, numbers whose application had been acknowledged: not in the book yet when all went back. */
  readonly forgotten: number;
  /** Ends when every application that was begun has its certificate. */
  readonly finish: () => Promise<void>;
}

/** Sends applications without end, as a portal that keeps what it sent until it has the certificate. */
export function startLoad({ addresses }: Instance): Load {
  const portal = new PortalClient(addresses.portal, PORTAL.token);
  const sandbox = new SandboxClient(addresses.simulator);
  const issued = new Map<string, string>();
  const counts = { sentAgain: 0, begunAnew: 0, forgotten: 0, isOver: false };
  const lane = async (): Promise<void> => {
    while (!counts.isOver) {
      const done = await applyOnce({ portal, sandbox, counts });
      if (done) issued.set(done.applicationId, done.serialNumber);
      else counts.begunAnew += 1;
    }
  };
  const lanes = Promise.all(Array.from({ length: LANES }, lane));
  lanes.catch(() => undefined);
  return {
    issued,
    get sentAgain() {
      return counts.sentAgain;
    },
    get begunAnew() {
      return counts.begunAnew;
    },
    get forgotten() {
      return counts.forgotten;
    },
    async finish() {
      counts.isOver = true;
      await lanes;
    },
  };
}

interface Lane {
  readonly portal: PortalClient;
  readonly sandbox: SandboxClient;
  readonly counts: { sentAgain: number; forgotten: number };
}

/** @returns undefined if the number had to be given up: its text is unknown to the portal. */
async function applyOnce({ portal, sandbox, counts }: Lane) {
  const until = Date.now() + CASE_PATIENCE_MS;
  const card = await persistently(() => sandbox.issueCard('ordinary'), until);
  const { applicationId, submission } = await persistently(
    () => prepareApplication({ portal, card, service: SIMULTANEOUS }),
    until,
  );
  let wasTaken = false;
  let isSent = false;
  for (;;) {
    try {
      isSent = false;
      await persistently(() => portal.submit(applicationId, submission), until);
      isSent = true;
      if (wasTaken) counts.sentAgain += 1;
      wasTaken = true;
      await waitUntilIssued(portal, applicationId, until);
      const octets = await persistently(() => portal.certificate(applicationId, 1), until);
      return { applicationId, serialNumber: readCertificate(octets).serialNumber };
    } catch (error) {
      if (!(error instanceof PortalRefused)) throw error;
      // The case is unknown: what was acknowledged last was not in the book yet, and is sent again.
      if (error.httpStatus === 404 && isSent) continue;
      // So is its text: the number is given up, as a portal's person would.
      if (wasTaken) counts.forgotten += 1;
      console.error(`${applicationId} is begun anew: ${error.httpStatus}`);
      return undefined;
    }
  }
}

const waitUntilIssued = (
  portal: PortalClient,
  applicationId: string,
  until: number,
): Promise<void> =>
  persistently(async () => {
    const { state } = await portal.status(applicationId);
    if (state !== 'issued') throw new Error(`${applicationId} is ${state}`);
  }, until);

/** Repeats what fails because something is down or not there yet. */
async function persistently<T>(act: () => Promise<T>, until: number): Promise<T> {
  for (;;) {
    try {
      return await act();
    } catch (error) {
      const isRefused = error instanceof PortalRefused && error.httpStatus < 500;
      const isTooMuch = isRefused && error.httpStatus === 429;
      const isFinal = isRefused && !isTooMuch;
      if (isFinal || Date.now() > until) throw error;
      await sleep(isTooMuch ? PAUSE_MS : RETRY_MS);
    }
  }
}
