import { NotCanonical } from '../../books/canonical-json.ts';
import { MalformedEntry } from '../../books/malformed-entry.ts';
import { bundledEvidence } from './bundled-evidence.ts';
import { differences, MANIFEST, readManifest, type BundleManifest } from './bundle-manifest.ts';
import { BundleFindings, type BundleVerdict } from './findings.ts';
import { judgeReceipt } from './judge-receipt.ts';
import { judgeCertificates } from './judge-certificates.ts';
import { judgeStatus } from './judge-status.ts';
import { provenCheckpoints, type ProvenCheckpoint } from './proven-checkpoints.ts';
import { provenEntries } from './proven-entries.ts';
import { decideTrust, type GivenTrust } from './trust.ts';

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
  sayRenewal({ checkpoints, at, findings });
  const entries = provenEntries({ manifest, files, trust, checkpoints }, findings);
  const evidence = bundledEvidence(files, entries, findings);
  const judging = { caseId: manifest.case, entries, evidence, trust, findings };
  const application = judgeReceipt(judging);
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
  readonly checkpoints: readonly ProvenCheckpoint[];
  readonly at: Date;
  readonly findings: BundleFindings;
}

/**
 * Says when the newest believed stamp has to be followed by another (RFC 4998 §5): while the certificate
 * of its authority is still valid, and not that of some authority that never stamped this case. A late
 * renewal leaves the bundle as valid as its authority is believed.
 */
function sayRenewal({ checkpoints, at, findings }: Renewal): void {
  const newest = checkpoints.findLast(({ stamp }) => stamp !== undefined)?.stamp;
  if (!newest) return;
  const end = newest.authorityEnds.toISOString();
  if (at <= newest.authorityEnds) findings.judge('log.renewal', true, `due before ${end}`);
  else findings.note('log.renewal', `the authority of the newest stamp ended ${end}`);
}
