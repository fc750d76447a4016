import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalOctets, sha256Hex } from '../../books/canonical-json.ts';
import { printCheckpoint } from '../../books/checkpoint.ts';
import { encodeEntry, type EntryInput } from '../../books/entry.ts';
import { MANIFEST, manifestOctets } from '../../books/export/manifest.ts';
import { factsOctets, findingsOctets } from '../../books/hashed-objects.ts';
import { Integrator } from '../../books/integrator.ts';
import type { PlannedFile } from '../../books/log-edge.ts';
import { ed25519Signer } from '../../books/note-signer.ts';
import { signNote } from '../../books/signed-note.ts';
import { FolderSink } from '../export/folder-sink.ts';

const ORIGIN = 'bench.example/office';
const signer = ed25519Signer(ORIGIN, Buffer.alloc(32, 7));

const noFile = (): Promise<undefined> => Promise.resolve(undefined);

/** Entries integrated at once. */
const BATCH = 8_192;

const RULE_SET = Buffer.from('{"rules":[]}');
const RULE_SET_SHA256 = sha256Hex(RULE_SET);
const FACTS = factsOctets({ nameMatch: 'different' });
const FINDINGS = findingsOctets({ findings: [], outcome: 'refers', ruleSet: RULE_SET_SHA256 });
const LETTER_SHA256 = sha256Hex(Buffer.from('letter'));

const uuid = (kind: number, n: number): string =>
  `019ad7f2-${kind.toString(16).padStart(4, '0')}-7c3a-9f10-${n.toString(16).padStart(12, '0')}`;

const hashOf = (kind: string, n: number): string => sha256Hex(Buffer.from(`${kind} ${n}`));

const OFFICER = {
  kind: 'officer',
  id: 'officer-03',
  role: 'approver',
  terminal: 'terminal-03',
  nameCommitment: LETTER_SHA256,
} as const;
const WORKER = { kind: 'system', id: 'office-worker' } as const;
const PORTAL = { kind: 'portal', id: 'sample-portal' } as const;

const timeOf = (n: number): string => new Date(Date.UTC(2026, 11, 1) + n * 1_000).toISOString();

const runOf = (n: number) => ({
  workflow: `certificate-lifecycle/${uuid(1, n)}`,
  runId: uuid(2, n),
  build: 'bench',
});

const evidenceOf = (n: number, kinds: readonly string[]): object[] =>
  kinds.map((kind) => ({ kind, sha256: hashOf(kind, n), size: 1_234 }));

const receipt = (n: number): object[] => {
  const textSha256 = hashOf('text', n);
  return [
    {
      event: 'text.handedOut',
      items: ['1イ', '1ロ'],
      actor: PORTAL,
      data: { textSha256, transaction: 'application', textVersion: 1, expiresAt: timeOf(n) },
    },
    {
      event: 'application.received',
      items: ['1ロ'],
      actor: PORTAL,
      input: uuid(3, n),
      evidence: evidenceOf(n, ['signedText', 'signatureContainer', 'proofOfPossession']),
      data: {
        version: 1,
        textSha256,
        signedContentSha256: textSha256,
        route: 'jpki',
        keyDelivery: 'simultaneous',
        orders: ['basic'],
        nameCommitment: hashOf('name', n),
        portal: PORTAL.id,
        chain: uuid(4, n),
      },
    },
  ];
};

const checks = (n: number): object[] => {
  const requestSha256 = hashOf('jlisRequest', n);
  const jlis = { purpose: 'application', method: 'ocsp', requestSha256, attempt: 1 };
  return [
    {
      event: 'jlis.asked',
      actor: WORKER,
      evidence: evidenceOf(n, ['jlisRequest']),
      data: { ...jlis, certificateCommitment: hashOf('certificate', n) },
    },
    {
      event: 'jlis.answered',
      actor: { kind: 'jlis', id: 'jlis' },
      evidence: evidenceOf(n, ['jlisAnswer']),
      data: { ...jlis, result: 'good', thisUpdate: timeOf(n), producedAt: timeOf(n) },
    },
    {
      event: 'case.evaluated',
      actor: WORKER,
      data: {
        factsSha256: sha256Hex(FACTS),
        extractor: 'jpki-facts/1',
        findingsSha256: sha256Hex(FINDINGS),
        outcome: 'refers',
        notHolding: ['name.match/different'],
        ruleSetSha256: RULE_SET_SHA256,
        reevaluation: 'first',
      },
    },
  ].map((entry) => ({ items: ['1ハ'], run: runOf(n), ...entry }));
};

const rejection = (n: number): object[] => [
  { event: 'case.claimed', items: ['1ニ'], actor: OFFICER, data: { leaseUntil: timeOf(n) } },
  {
    event: 'application.rejected',
    items: ['1ニ', '1ホ'],
    actor: OFFICER,
    data: {
      dossierSha256: hashOf('dossier', n),
      reasonCode: 'notTheSamePerson',
      article: '5-1-1',
      rules: ['name.match/different'],
      letterSha256: LETTER_SHA256,
      assertions: [hashOf('assertion', n)],
    },
  },
];

/** What a case of the bench writes: from the handed-out text to the rejection by a person. */
const steps = (n: number): object[] =>
  [...receipt(n), ...checks(n), ...rejection(n)].map((entry) => ({
    at: timeOf(n),
    case: uuid(1, n),
    ...entry,
  }));

/** Entries of the book in order: the opening, then cases one after the other. */
function* entries(count: number): Generator<Buffer> {
  const opened = {
    event: 'log.opened',
    items: ['4ハ'],
    at: '2026-12-01T00:00:00.000Z',
    actor: { kind: 'officer', id: 'officer-00', role: 'administrator', terminal: 'terminal-01' },
    data: { origin: ORIGIN, keys: [signer.vkey], install: 'bench' },
  };
  let made = 0;
  const encoded = (entry: object): Buffer =>
    encodeEntry({ log: 'office', id: uuid(9, (made += 1)), ...entry } as EntryInput);
  yield encoded(opened);
  for (let n = 1; ; n += 1) {
    for (const [i, step] of steps(n).entries()) {
      if (made >= count) return;
      yield encoded({ ...step, seq: i + 1 });
    }
  }
}

/**
 * Writes an exported folder with one synthetic book of `count` entries, by the books' own writer. Memory
 * holds one batch. Tiles come once, whole: those that a batch leaves partial are kept back.
 */
export async function writeSyntheticExport(dir: string, count: number): Promise<void> {
  mkdirSync(dir, { recursive: true });
  const sink = FolderSink.open(join(dir, 'export'));
  const integrator = await Integrator.resume({ origin: ORIGIN, size: 0, readFile: noFile });
  let batch: Buffer[] = [];
  /** Partial files by the path of the full one. */
  const open = new Map<string, PlannedFile>();
  const integrate = async (): Promise<void> => {
    const plan = integrator.integrate(batch);
    integrator.accept(plan);
    for (const file of plan.files) {
      const [full = ''] = file.path.split('.p/');
      if (file.partial) open.set(full, file);
      else {
        open.delete(full);
        await sink.write(`office/${file.path}`, file.octets);
      }
    }
    batch = [];
  };
  for (const entry of entries(count)) {
    batch.push(entry);
    if (batch.length === BATCH) await integrate();
  }
  await integrate();
  for (const { path, octets } of open.values()) await sink.write(`office/${path}`, octets);
  const note = await signNote(printCheckpoint(integrator), [signer]);
  await sink.write('office/checkpoint', Buffer.from(note));
  await sink.write('keys/office.vkey', Buffer.from(`${signer.vkey}\n`));
  const policy = { log: 'office', origin: ORIGIN, sets: [[signer.vkey]] };
  const keys = canonicalOctets({ v: 1, logs: [policy], witnesses: [] });
  await sink.write('keys/policy.json', keys);
  await sink.write(`rule-sets/${RULE_SET_SHA256}`, RULE_SET);
  await sink.write(`facts/${sha256Hex(FACTS)}.json`, FACTS);
  await sink.write(`findings/${sha256Hex(FINDINGS)}.json`, FINDINGS);
  const manifest = manifestOctets({
    v: 1,
    createdAt: '2026-12-02T00:00:00.000Z',
    installation: 'bench.example',
    logs: [{ origin: ORIGIN, size: count, root: integrator.root.toString('hex') }],
    files: sink.files,
  });
  await sink.writeList(MANIFEST, manifest);
  sink.commit();
}
