import { authorityPath, type AuthorityRole } from '../../../bin/bundle/bundle-paths.ts';
import { bundleFiles, type BundleFiles } from '../../../bin/bundle/bundle-files.ts';
import { MANIFEST, manifestOctets, readManifest } from '../../../bin/bundle/bundle-manifest.ts';
import { sha256Hex } from '../../../books/canonical-json.ts';
import { keptCheckpointPath, timestampPath } from '../../../books/cosignature.ts';
import { encodeEntry, readEntry } from '../../../books/entry.ts';
import type { EventName } from '../../../books/events/all-events.ts';
import { manifestFile } from '../../../books/export/manifest.ts';
import { ed25519Signer, witnessSigner } from '../../../books/note-signer.ts';
import { withSignatures, signatureLine, readNote } from '../../../books/signed-note.ts';
import { ruleSetSha256 } from '../../../activities/decision/rule-set-hash.ts';
import { ruleSets } from '../../../domain/decision/rule-sets.ts';
import { rdn } from '../../../enclave/issuance/certificate-profile.ts';
import * as der from '../../../adapters/x509/der-writer.ts';
import type { JpkiEvidence } from '../../../adapters/jpki/extract-facts.ts';
import { authority, certificateDer, keyPair, nameOf, spkiOf } from '../../adapters/x509/fixture.ts';
import {
  applicantKey,
  evidence,
  type EvidenceFields,
} from '../../adapters/jpki/evidence-fixture.ts';
import { MemoryLog, ORIGIN } from '../../books/memory-log.ts';
import { caseEntries, entryOf, idOf } from '../../books/sample-entries.ts';
import { stampingAuthority, type StampingAuthority } from './stamping-authority.ts';

export const CASE = '019ad7f2-6a10-7c3a-9f10-4d5e6f708192';
const SERIAL = '3f0144b1defcf7561087015f8d830d65b16f024a';

/** The authority of the first years, and the one that comes when it ends. */
export const firstAuthority = stampingAuthority('first', {
  from: '2024-01-01T00:00:00Z',
  to: '2034-12-31T00:00:00Z',
});
export const laterAuthority = stampingAuthority('later', {
  from: '2033-01-01T00:00:00Z',
  to: '2044-12-31T00:00:00Z',
});

const issuer = authority({
  name: nameOf(['C', 'JP'], ['O', 'Sample CA']),
  key: keyPair('p256', 'own issuer'),
});
const logSigner = ed25519Signer(ORIGIN, Buffer.alloc(32, 7));
const witness = witnessSigner('witness.example/1', Buffer.alloc(32, 8), () => 1_780_000_000);

/** The key line of the log in the bundle. */
export const LOG_VKEY = logSigner.vkey;

/** What is to be otherwise in the case. */
export interface CaseFields extends EvidenceFields {
  readonly receivedIn?: string;
  readonly answeredIn?: string;
  readonly stampedAt?: string;
  readonly isStamped?: boolean;
  /** A second stamp, years later. */
  readonly renewedAt?: string;
  readonly certificateKey?: Parameters<typeof spkiOf>[0];
  /** Name and case in the certificate's subject. */
  readonly certificateName?: string;
  readonly certificateCase?: string;
  readonly askedFor?: string;
  /** The same text comes once more, after J-LIS has answered. */
  readonly correctedIn?: string;
  /** How the receipt says that the applicant was identified. */
  readonly route?: string;
  readonly approvedIn?: string;
  /** The rule set that the approval names. */
  readonly ruleSet?: string;
  /** J-LIS is asked again after the decision, and its answer is no good one. */
  readonly answerAfterDecision?: Buffer;
}

interface Piece {
  readonly kind: string;
  readonly octets: Buffer;
}

const referencesTo = (pieces: readonly Piece[]) =>
  pieces.map(({ kind, octets }) => ({ kind, sha256: sha256Hex(octets), size: octets.length }));

const subjectOf = ({
  certificateName = '山田　花子',
  certificateCase = CASE,
}: CaseFields): Buffer =>
  der.seq(
    rdn('2.5.4.6', der.printableString('JP')),
    rdn('2.5.4.3', der.utf8String(certificateName)),
    rdn('2.5.4.5', der.printableString(certificateCase)),
  );

function certificateOf(fields: CaseFields): Buffer {
  return certificateDer({
    serialNumber: Buffer.from(SERIAL, 'hex'),
    issuer: issuer.name,
    subject: subjectOf(fields),
    spki: spkiOf(fields.certificateKey ?? applicantKey.publicKey),
    signer: issuer.key.privateKey,
  });
}

interface Act {
  readonly event: EventName;
  readonly at: string;
  readonly pieces: readonly Piece[];
  readonly data?: object;
}

function actsOf(fields: CaseFields, given: JpkiEvidence): Act[] {
  const { receivedIn = '2026-12-01T00:35:00.000Z', answeredIn = '2026-12-01T00:36:01.000Z' } =
    fields;
  const { textOctets, signatureContainer, jlis } = given;
  if (!jlis) throw new Error('nobody asked');
  const asked = { kind: 'jlisRequest', octets: jlis.request };
  const receipt = {
    pieces: [
      { kind: 'signedText', octets: textOctets },
      { kind: 'signatureContainer', octets: signatureContainer },
    ],
    data: { route: fields.route ?? 'jpki' },
  };
  const { correctedIn: at } = fields;
  return [
    { event: 'application.received', at: receivedIn, ...receipt },
    { event: 'jlis.asked', at: receivedIn, pieces: [asked] },
    {
      event: 'jlis.answered',
      at: answeredIn,
      pieces: [{ kind: 'jlisAnswer', octets: jlis.answer }],
      data: { requestSha256: fields.askedFor ?? sha256Hex(jlis.request), method: 'ocsp' },
    },
    ...(at === undefined ? [] : [{ event: 'application.corrected' as const, at, ...receipt }]),
    approval(fields),
    ...(fields.answerAfterDecision ? laterActs(fields.answerAfterDecision) : []),
    {
      event: 'certificate.received',
      at: '2026-12-01T00:41:00.000Z',
      pieces: [{ kind: 'certificate', octets: certificateOf(fields) }],
      data: { serialNumber: SERIAL },
    },
  ];
}

const [rules] = ruleSets.map(ruleSetSha256);

const approval = ({ approvedIn = '2026-12-01T00:37:00.000Z', ruleSet }: CaseFields): Act => ({
  event: 'application.approved',
  at: approvedIn,
  pieces: [],
  data: { ruleSetSha256: ruleSet ?? rules },
});

const laterActs = (answer: Buffer): Act[] => [
  {
    event: 'jlis.answered',
    at: '2026-12-01T00:38:00.000Z',
    pieces: [{ kind: 'jlisAnswer', octets: answer }],
    data: { method: 'ocsp' },
  },
];

function entryOctets({ event, at, pieces, data = {} }: Act, seq: number): Buffer {
  const sample = entryOf(event);
  return encodeEntry(
    entryOf(event, {
      id: idOf(1000 + seq),
      case: CASE,
      seq,
      at,
      evidence: referencesTo(pieces),
      data: { ...sample.data, ...data },
    }),
  );
}

/** Has the log's newest checkpoint stamped, and cosigned by a witness afterwards, as the office does. */
async function stamp(log: MemoryLog, by: StampingAuthority, at: string): Promise<void> {
  const note = await log.checkpoint(logSigner);
  const { size } = log.integrator;
  log.folder.files.set(timestampPath('office', size), by.stamp(note, at));
  const octets = await witness.sign(Buffer.from(readNote(note).text));
  const line = signatureLine({ name: witness.name, keyId: witness.keyId, octets });
  log.folder.files.set(keptCheckpointPath(size), Buffer.from(withSignatures(note, line)));
}

const folderOf = ({ folder: { files, read } }: MemoryLog) => ({
  read,
  list: async (folder: string) =>
    [...files.keys()]
      .filter((path) => path.startsWith(`${folder}/`))
      .map((path) => path.slice(folder.length + 1)),
});

/** A bundle of an issued case, with whatever is to be otherwise. */
export async function bundledCase(fields: CaseFields = {}): Promise<BundleFiles> {
  const { stampedAt = '2026-12-01T15:05:00Z', renewedAt } = fields;
  const given = evidence(fields);
  const acts = actsOf(fields, given);
  const log = await MemoryLog.open();
  const others = caseEntries(300);
  const placed: { index: number; octets: Buffer }[] = [];
  for (const [i, act] of acts.entries()) {
    log.add(others.slice(i * 20, i * 20 + 20));
    const octets = entryOctets(act, i + 1);
    placed.push({ index: log.integrator.size, octets });
    log.add([octets]);
  }
  log.add(others.slice(200, 210));
  if (fields.isStamped !== false) await stamp(log, firstAuthority, stampedAt);
  log.add(others.slice(210));
  if (renewedAt !== undefined) await stamp(log, laterAuthority, renewedAt);
  const pieces = acts.flatMap((act) => act.pieces);
  return bundleFiles({
    caseId: CASE,
    entries: placed,
    log: folderOf(log),
    evidence: new Map(pieces.map(({ octets }) => [sha256Hex(octets), octets])),
    authorities: {
      jpki: given.anchors.map((anchor) => anchor.der),
      issuer: [issuer.der],
      timestamp: [firstAuthority.root, laterAuthority.root],
    },
    vkeys: [LOG_VKEY],
    createdAt: new Date('2026-12-02T00:00:00Z'),
  });
}

export type Files = Map<string, Buffer>;

/** The files with a change, and a manifest that fits: whoever changes a bundle writes that anew, too. */
export function changed(
  files: ReadonlyMap<string, Buffer>,
  change: (files: Files) => void,
  head: object = {},
): Files {
  const copy: Files = new Map(files);
  const manifest = readManifest(copy.get(MANIFEST) ?? Buffer.alloc(0));
  copy.delete(MANIFEST);
  change(copy);
  const list = [...copy].map(([path, octets]) => manifestFile(path, octets));
  copy.set(MANIFEST, manifestOctets({ ...manifest, ...head, files: list }));
  return copy;
}

/** The one path that contains the words. */
export function pathOf(files: ReadonlyMap<string, Buffer>, words: string): string {
  const [path] = [...files.keys()].filter((each) => each.includes(words)).toSorted();
  if (path === undefined) throw new Error(`no ${words}`);
  return path;
}

/** Changes one bit in the middle of a file. */
export function spoil(files: Files, words: string): void {
  const path = pathOf(files, words);
  const octets = Buffer.from(files.get(path) ?? Buffer.alloc(0));
  const at = octets.length >> 1;
  octets[at] = (octets[at] ?? 0) ^ 1;
  files.set(path, octets);
}

/** Puts another certificate in the place of an authority's. */
export const replaceAuthority = (files: Files, role: AuthorityRole, octets: Buffer): void => {
  files.set(authorityPath(role, 1), octets);
};

/** Writes an entry anew with other data, canonical and well formed. */
export function rewriteEntry(files: Files, words: string, change: object): void {
  const path = pathOf(files, words);
  const entry = readEntry(files.get(path) ?? Buffer.alloc(0));
  files.set(path, encodeEntry({ ...entry, ...change }));
}
