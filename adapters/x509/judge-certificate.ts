import { type CandidateCrl, candidateCrl, reasonNotToUse } from './crl/candidate-crl.ts';
import { openCrl } from './crl/open-crl.ts';
import { RevocationChecks, type RevocationStatus } from './crl/revocation.ts';
import { readForeignCertificate } from './certificate.ts';
import { MalformedDer } from './der-reader.ts';
import { type Finding, type Judgement, judgementOf, unreadable } from './finding.ts';
import { buildPaths, type CertificationPath, describeMissingPath } from './path/build-paths.ts';
import { Effort, TooCostly } from './path/effort.ts';
import { type PathCertificate, pathCertificate, SignatureChecks } from './path/path-certificate.ts';
import { type PathInputs, validatePath, type ValidationInputs } from './path/validate-path.ts';
import { derBlocks } from './pem.ts';

/** Octets to judge by, each list of files in PEM or DER. Nothing is fetched. */
export interface CertificateInput extends PathInputs {
  /** One certificate. */
  readonly certificate: Buffer;
  readonly trust: readonly Buffer[];
  /** Intermediates in any order, and certificates that CRLs are signed with. */
  readonly chain?: readonly Buffer[] | undefined;
  /** Undefined: status is not checked. Given, every certificate of the path needs a CRL that speaks for it. */
  readonly crls?: readonly Buffer[] | undefined;
  /** Octets of all CRLs together; default 1 MiB, so that hostile ones cost little. */
  readonly crlOctetsMax?: number | undefined;
}

/** All files of certificates together. */
const FILES_OCTETS_MAX = 256 * 1024;
const CERTIFICATES_MAX = 64;
const CRLS_MAX = 64;
const CRL_OCTETS_DEFAULT = 1024 * 1024;

const octetsOf = (files: readonly Buffer[]): number =>
  files.reduce((sum, { length }) => sum + length, 0);

function readCertificates(files: readonly Buffer[]): PathCertificate[] {
  const blocks = files.flatMap((file) => derBlocks(file, 'CERTIFICATE'));
  if (blocks.length > CERTIFICATES_MAX) throw new MalformedDer('too many certificates');
  return blocks.map((der) => pathCertificate(readForeignCertificate(der)));
}

/** Everything that was given, read. */
interface Material {
  readonly target: PathCertificate;
  readonly anchors: readonly PathCertificate[];
  readonly intermediates: readonly PathCertificate[];
  readonly crls: readonly CandidateCrl[] | undefined;
  /** Of CRLs that cannot be used. */
  readonly findings: readonly Finding[];
}

function readCrls({ crls, crlOctetsMax = CRL_OCTETS_DEFAULT }: CertificateInput) {
  if (crls === undefined) return { crls: undefined, findings: [] };
  if (octetsOf(crls) > crlOctetsMax) throw new MalformedDer('CRLs are too large');
  const blocks = crls.flatMap((file) => derBlocks(file, 'X509 CRL'));
  if (blocks.length > CRLS_MAX) throw new MalformedDer('too many CRLs');
  const [usable, findings]: [CandidateCrl[], Finding[]] = [[], []];
  for (const [i, der] of blocks.entries()) {
    const open = openCrl(der);
    const reason = reasonNotToUse(open);
    if (reason === undefined) usable.push(candidateCrl(open));
    // Another list may say what this one cannot: not using it fails nothing by itself.
    else findings.push({ rule: 'crl', outcome: 'notChecked', detail: `CRL ${i + 1}: ${reason}` });
  }
  return { crls: usable, findings };
}

function readMaterial(input: CertificateInput): Material {
  const { certificate, trust, chain = [] } = input;
  if (octetsOf([certificate, ...trust, ...chain]) > FILES_OCTETS_MAX) {
    throw new MalformedDer('files of certificates are too large');
  }
  const [target, ...more] = readCertificates([certificate]);
  if (target === undefined || more.length > 0) throw new MalformedDer('not one certificate');
  const anchors = readCertificates(trust);
  const intermediates = readCertificates(chain);
  return { target, anchors, intermediates, ...readCrls(input) };
}

/** A path with what was found of it. */
interface JudgedPath {
  readonly path: CertificationPath;
  readonly findings: readonly Finding[];
}

const nameOfPlace = (at: number, length: number): string =>
  at === 0 ? 'anchor' : `certificate ${at} of ${length}`;

function statusFinding(status: RevocationStatus, place: string): Finding {
  if (status.status === 'good') {
    return { rule: 'revocation', outcome: 'holds', detail: `${place}: not revoked` };
  }
  if (status.status === 'unknown') {
    const detail = `${place}: no CRL at hand speaks for it at this time`;
    return { rule: 'revocation', outcome: 'unknown', detail };
  }
  const since = status.entry.revokedAt?.toISOString() ?? 'a time that cannot be read';
  const detail = `${place}: revoked at ${since}, ${status.entry.reason ?? 'reason unknown'}`;
  return { rule: 'revocation', outcome: 'fails', detail };
}

function revocationFindings(
  material: Material,
  { anchor, certificates }: CertificationPath,
  { at, checks }: { at: Date; checks: SignatureChecks },
): Finding[] {
  const { crls, intermediates } = material;
  if (crls === undefined) {
    return [{ rule: 'revocation', outcome: 'notChecked', detail: 'no CRL is given' }];
  }
  const signers = [...new Set([...certificates.slice(0, -1), ...intermediates])];
  const revocation = new RevocationChecks({ crls, certificates: signers, anchor, at }, checks);
  return certificates.map((link, i) =>
    statusFinding(revocation.statusOf(link), nameOfPlace(i + 1, certificates.length)),
  );
}

function judgePath(
  material: Material,
  path: CertificationPath,
  { inputs, checks }: { inputs: ValidationInputs; checks: SignatureChecks },
): JudgedPath {
  const { length } = path.certificates;
  const failures = validatePath(path, inputs, checks.effort);
  const findings: Finding[] = failures.map(({ rule, at, detail }) => ({
    rule,
    outcome: 'fails',
    detail: `${nameOfPlace(at, length)}: ${detail}`,
  }));
  if (failures.length > 0) return { path, findings };
  const valid = `${length} under the anchor, each rule of RFC 5280 §6.1`;
  const holds: Finding = { rule: 'path', outcome: 'holds', detail: valid };
  const status = revocationFindings(material, path, { at: inputs.at, checks });
  return { path, findings: [holds, ...status] };
}

/** How often the octets of all CRLs may be hashed: CAs of one name may have several keys. */
const CRL_HASHINGS_MAX = 8;

/** The first path that is valid; else what is wrong with the first that was built. */
function judgePaths(material: Material, input: CertificateInput): Finding[] {
  const { target, anchors, intermediates } = material;
  const inputs = { ...input, areCrlsAsked: input.crls !== undefined };
  const checks = new SignatureChecks(new Effort(CRL_HASHINGS_MAX * octetsOf(input.crls ?? [])));
  let first: JudgedPath | undefined;
  for (const path of buildPaths(target, { anchors, intermediates }, checks)) {
    const judged = judgePath(material, path, { inputs, checks });
    if (judgementOf(judged.findings).verdict === 'valid') return [...judged.findings];
    first ??= judged;
  }
  const detail = describeMissingPath(target, { anchors, intermediates });
  return first ? [...first.findings] : [{ rule: 'path', outcome: 'fails', detail }];
}

/**
 * Judges a certificate at a time: path to one of the given anchors built and validated (RFC 5280 §6.1), and its
 * status by the given CRLs (§6.3). A function of octets alone, which never throws for what they say: at most 50 ms
 * and 50 MB, whatever they are.
 */
export function judgeCertificate(input: CertificateInput): Judgement {
  try {
    const material = readMaterial(input);
    return judgementOf([...judgePaths(material, input), ...material.findings]);
  } catch (error) {
    if (error instanceof MalformedDer) return unreadable(error.message);
    if (!(error instanceof TooCostly)) throw error;
    return judgementOf([{ rule: 'effort', outcome: 'fails', detail: error.message }]);
  }
}
