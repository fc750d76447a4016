import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openSealedRecords } from '../../../../api/console/inspection/sealed-records.ts';
import type { Reading } from '../../../../db/inspection/access.ts';
import { allImports, sourceFiles } from '../../../imports.ts';
import {
  aCase,
  CASE_ID,
  fakeConsole,
  FakeEvidence,
  NOW,
  signIn,
  type FakeConsole,
} from '../fakes.ts';
import { STAFF } from '../seed/seed-office.ts';

const [, EXAMINER] = STAFF;
const BY = { officer: EXAMINER, purpose: 'review' };
const SHA256 = 'ab'.repeat(32);
const NAME = '山田';

/** What happened to the evidence and the access table, in order. */
function watched() {
  const events: string[] = [];
  const readings: Reading[] = [];
  const evidence = new FakeEvidence();
  evidence.objects.set(SHA256, Buffer.from('hello'));
  const access = {
    record: async (rows: readonly Reading[]) => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      events.push('recorded');
      readings.push(...rows);
    },
  };
  return { events, readings, evidence, sealed: openSealedRecords(evidence, access, () => NOW) };
}

describe('openSealedRecords', () => {
  it('gives what was opened only after its reads are durable', async () => {
    const { events, readings, sealed } = watched();
    const name = await sealed.open(BY, (records) => records.name(aCase()));
    events.push('given');
    expect([name, events]).toEqual(['山田　花子', ['recorded', 'given']]);
    expect(readings).toEqual([
      {
        at: NOW,
        officerId: EXAMINER.id,
        role: 'examiner',
        caseId: CASE_ID,
        fields: ['name'],
        purpose: 'review',
      },
    ]);
  });

  it('notes what was opened by itself, one row a case, each field once', async () => {
    const { readings, sealed } = watched();
    const other = { ...aCase(), id: '019ad7f2-6a10-7c3a-9f10-000000000001' };
    const container = { kind: 'signatureContainer', sha256: SHA256 };
    await sealed.open(BY, (records) => {
      records.name(aCase());
      records.objects(aCase(), [container, { kind: 'certificate', sha256: SHA256 }]);
      records.name(aCase());
      records.objects(other, [{ kind: 'contactRecord', sha256: '00'.repeat(32) }]);
      records.objects(other, [container], (kind) => [`evidence:${kind}`]);
    });
    expect(readings.map(({ caseId, fields }) => [caseId, fields])).toEqual([
      [CASE_ID, ['name', 'jpkiName', 'birthDate', 'address', 'certificate']],
      [other.id, ['evidence:signatureContainer']],
    ]);
  });

  it('gives nothing if the reads cannot be recorded', async () => {
    const { evidence } = watched();
    const broken = { record: () => Promise.reject(new Error('no database')) };
    const sealed = openSealedRecords(evidence, broken, () => NOW);
    await expect(sealed.open(BY, (records) => records.name(aCase()))).rejects.toThrow(
      'no database',
    );
  });
});

/** Every page there is, with an address of each. */
const addressesOf = ({ app }: FakeConsole): string[] => {
  const paths = app.routes.filter(({ method }) => method === 'GET').map(({ path }) => path);
  return [...new Set(paths)].map((path) =>
    path
      .replace(':id', CASE_ID)
      .replace(':sha256', SHA256)
      .replace(/^\/search$/, `/search?q=${CASE_ID}`)
      .replace(/:\w+(\{[^}]*\})?|\*/g, '0'),
  );
};

function consoleWithCase(): FakeConsole {
  const console = fakeConsole();
  const object = { kind: 'contactRecord', sha256: SHA256, size: 5, edition: 1, receivedAt: NOW };
  console.records.files = [aCase({ evidence: [object] })];
  console.evidence.objects.set(SHA256, Buffer.from(NAME));
  return console;
}

describe('a page', () => {
  it('has no other way to sealed data', () => {
    const place = 'api/console/inspection/sealed-records.ts';
    const users = allImports().filter(
      ({ file, target }) =>
        file.startsWith('api/console/') && target.startsWith('adapters/evidence-store/'),
    );
    expect([...new Set(users.map(({ file }) => file))]).toEqual([place]);
    // The reader itself is named where the parts come in, where they are put together, and nowhere else.
    const naming = sourceFiles().filter(
      (file) =>
        file.startsWith('api/console/') &&
        /\bEvidenceReader\b/.test(
          readFileSync(join(import.meta.dirname, '../../../..', file), 'utf8'),
        ),
    );
    expect(naming).toEqual(['api/console/dependencies.ts', place]);
  });

  it('that opens personal data records it, whatever its address', async () => {
    const shown: string[] = [];
    for (const address of addressesOf(consoleWithCase())) {
      const console = consoleWithCase();
      const cookie = await signIn(console, EXAMINER.id);
      const response = await console.app.request(address, { headers: { cookie } });
      const showsName = (await response.text()).includes(NAME);
      expect([address, console.records.readings.length > 0]).toEqual([
        address,
        console.evidence.opened > 0,
      ]);
      if (showsName) {
        expect([address, console.evidence.opened > 0]).toEqual([address, true]);
        shown.push(address);
      }
    }
    expect(shown).toEqual([
      '/queue',
      `/search?q=${CASE_ID}`,
      `/certificate-applications/${CASE_ID}`,
      `/certificate-applications/${CASE_ID}/evidence/${SHA256}`,
      `/certificate-applications/${CASE_ID}/issuing-instructions/new`,
    ]);
  });

  it('shows no personal data when reads cannot be recorded', async () => {
    for (const address of addressesOf(consoleWithCase())) {
      const console = consoleWithCase();
      console.records.isAccessBroken = true;
      const cookie = await signIn(console, EXAMINER.id);
      const response = await console.app.request(address, { headers: { cookie } });
      expect([address, (await response.text()).includes(NAME)]).toEqual([address, false]);
    }
  });
});
