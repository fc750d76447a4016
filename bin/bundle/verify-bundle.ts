import { NotCanonical } from '../../books/canonical-json.ts';
import { MalformedEntry } from '../../books/malformed-entry.ts';
import { bundledEvidence } from './bundled-evidence.ts';
import { differences, MANIFEST, readManifest, type BundleManifest } from './bundle-manifest.ts';
import { BundleFindings, type BundleVerdict } from './findings.ts';
import { judgeApplication } from './judge-application.ts';
import { judgeCertificates } from './judge-certificates.ts';
import { judgeStatus } from './judge-status.ts';
import { provenCheckpoints, type ProvenCheckpoint } from './proven-checkpoints.ts';
import { provenEntries } from './proven-entries.ts';
import { decideTrust, type GivenTrust, type Trust } from './trust.ts';

/** A folder that is no bundle. */
export class BundleUnreadable extends Error {
  override name = 'BundleUnreadable';
}

/** A bundle and what it is verified by. */
export interface BundleToVerify {
  /** Files by path below the folder. */
  readonly files: ReadonlyMap<string, Buffer>;
  readonly given: GivenTrust;
  /** The time of the verification; years after everything in the bundle has expired will do. */
  readonly at: Date;
}

/**
 * Verifies a bundle: that each of its parts was what it had to be at the time that is proven for it. It
 * asks no network, no database and no clock.
 *
 * @throws BundleUnreadable if there is no manifest of a bundle in it
 */
export function verifyBundle({ files, given, at }: BundleToVerify): BundleVerdict {
  const manifest = manifestOf(files);
  const findings = new BundleFindings();
  const odd = differences(manifest, files);
  findings.judge('bundle.files', odd.length === 0, odd.slice(0, 3).join(', ') || 'as named');
  const trust = decideTrust(files, given, findings);
  const checkpoints = provenCheckpoints({ manifest, files, trust, at, findings });
  sayRenewal({ trust, checkpoints, at, findings });
  const entries = provenEntries({ manifest, files, trust, checkpoints }, findings);
  const evidence = bundledEvidence(files, entries, findings);
  const judging = { caseId: manifest.case, entries, evidence, trust, findings };
  const application = judgeApplication(judging);
  if (application) {
    judgeStatus(application, judging);
    judgeCertificates(application.text, judging);
  }
  return findings.verdict();
}

function manifestOf(files: ReadonlyMap<string, Buffer>): BundleManifest {
  try {
    return readManifest(files.get(MANIFEST) ?? Buffer.alloc(0));
  } catch (error) {
    if (!(error instanceof NotCanonical || error instanceof MalformedEntry)) throw error;
    throw new BundleUnreadable(`${MANIFEST}: ${error.message}`);
  }
}

interface Renewal {
  readonly trust: Trust;
  readonly checkpoints: readonly ProvenCheckpoint[];
  readonly at: Date;
  readonly findings: BundleFindings;
}

/**
 * Says when the last stamp should be followed by one of a later authority (RFC 4998 §5): while the
 * certificates that it leads to are still valid. A late renewal leaves the bundle as valid as its
 * authority is believed.
 */
function sayRenewal({ trust, checkpoints, at, findings }: Renewal): void {
  const provenAt = checkpoints.at(-1)?.provenAt;
  const ends = trust.timestamp.map(({ validTo }) => new Date(validTo).getTime());
  if (!provenAt || ends.length === 0) return;
  const end = new Date(Math.max(...ends));
  if (at <= end) findings.judge('log.renewal', true, `not before ${end.toISOString()}`);
  else findings.note('log.renewal', `no authority was valid after ${end.toISOString()}`);
}
