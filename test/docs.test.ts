import { execFile } from 'node:child_process';
import { createPrivateKey, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { TileStore } from '../adapters/tile-store/tile-store.ts';
import { encodeEntry } from '../books/entry.ts';
import { ecdsaNoteSigner, ed25519Signer, type NoteSignerWithKey } from '../books/note-signer.ts';
import { LogPublisher } from '../books/publisher.ts';
import { OTHER_STEPS, STEPS } from '../bin/chaos/steps.ts';
import { generatedPages, RENEWAL } from '../bin/generate-docs.ts';
import { printSignedText, readSignedText } from '../domain/application/signed-text.ts';
import { pages, relativeLinks } from './markdown-links.ts';
import { read, sourceFiles } from './tree.ts';

const run = promisify(execFile);

/** Fenced blocks of a page in a language. */
const blocks = (page: string, language: string): string[] =>
  [...read(page).matchAll(new RegExp(`^\`\`\`${language}\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].map(
    ([, text]) => text ?? '',
  );

describe('generated pages', async () => {
  const generated = await generatedPages();

  it.each([...generated.keys()])(`%s is what the code says (${RENEWAL} writes it)`, (path) => {
    expect(read(path)).toBe(generated.get(path));
  });
});

describe('pages', () => {
  const docs = pages.filter((page) => page.startsWith('docs/'));

  it.each(docs)('%s says in its first line whom it is for', (page) => {
    const [title, , about] = read(page).split('\n');
    expect(title).toMatch(/^# /);
    expect(about).toMatch(/^For /);
  });

  it('are all reached from the index', () => {
    const seen = new Set<string>();
    const visit = (page: string): void => {
      if (seen.has(page)) return;
      seen.add(page);
      for (const { target } of relativeLinks(page)) if (target.endsWith('.md')) visit(target);
    };
    visit('docs/README.md');
    expect(docs.filter((page) => !seen.has(page))).toEqual([]);
  });
});

describe('docs/application-text.md', () => {
  const examples = blocks('docs/application-text.md', 'text');

  it('shows one text of each kind', () => {
    const kinds = examples.map((example) => {
      const reading = readSignedText(Buffer.from(example));
      return reading.ok ? reading.text.kind : `line ${reading.line}: ${reading.reason}`;
    });
    expect(kinds).toEqual(['application', 'application', 'revocation', 'receipt', 'withdrawal']);
  });

  it('shows texts as they are printed, octet for octet', () => {
    for (const example of examples) {
      const reading = readSignedText(Buffer.from(example));
      if (reading.ok) expect(Buffer.from(printSignedText(reading.text)).toString()).toBe(example);
    }
  });
});

describe('docs/architecture.md', () => {
  const steps = new Set(
    sourceFiles.flatMap((path) =>
      [...read(path).matchAll(/\bstep\('([\w.-]+)'\)/g)].map(([, name]) => name ?? ''),
    ),
  );

  it('says of each step what a crash after it leaves', () => {
    const page = read('docs/architecture.md');
    expect([...steps].filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
  });

  it('names the steps that the chaos run knows', () => {
    const known = [...Object.values(STEPS).flat(), ...OTHER_STEPS];
    expect(known.toSorted()).toEqual([...steps].toSorted());
  });
});

describe('docs/decisions/0010-dependencies.md', () => {
  it('has a row for every package of package.json, and no other', () => {
    const { dependencies, devDependencies } = JSON.parse(read('package.json')) as Record<
      'dependencies' | 'devDependencies',
      Record<string, string>
    >;
    const rows = read('docs/decisions/0010-dependencies.md').matchAll(/^\| `([@\w/.-]+)` /gm);
    const named = [...rows].map(([, name]) => name ?? '');
    const wanted = Object.keys({ ...dependencies, ...devDependencies });
    expect(named.toSorted()).toEqual(wanted.toSorted());
  });
});

/** Runs the page's commands on a log. @returns what they say */
async function verify(log: string, scratch: string): Promise<string> {
  const [script = ''] = blocks('docs/books/verify-by-hand.md', 'bash');
  const { stdout } = await run('bash', ['-c', script], {
    cwd: scratch,
    env: { ...process.env, LC_ALL: 'C', LOG: log },
  });
  return stdout;
}

describe('docs/books/verify-by-hand.md', () => {
  const ORIGIN = 'example.org/enclave';

  const opened = (signers: readonly NoteSignerWithKey[], count: number): Buffer[] =>
    Array.from({ length: count }, (_, i) =>
      encodeEntry({
        log: 'enclave',
        id: `019ad7f2-6a10-7c3a-9f10-${String(i).padStart(12, '0')}`,
        event: 'log.opened',
        items: ['4ハ'],
        at: '2026-12-01T00:00:00.000Z',
        actor: { kind: 'custodian', id: 'c-1', role: 'custodian', terminal: 't-1' },
        data: { origin: ORIGIN, keys: signers.map(({ vkey }) => vkey), install: `number ${i}` },
      }),
    );

  const inHsm = (): NoteSignerWithKey => {
    const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const pkcs8 = pair.privateKey.export({ format: 'der', type: 'pkcs8' });
    const key = createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' });
    const spki = pair.publicKey.export({ format: 'der', type: 'spki' });
    return ecdsaNoteSigner(ORIGIN, spki, (octets) => sign('sha256', octets, key));
  };

  it.each([1, 3, 6, 11])(
    'accepts a log of %i entries with its commands, and no other',
    async (count) => {
      const scratch = mkdtempSync(join(tmpdir(), 'toroku-by-hand-'));
      try {
        const signers = [inHsm(), ed25519Signer(ORIGIN, randomBytes(32))];
        const log = join(scratch, 'log');
        const second = new TileStore(log, { isDurable: false });
        const local = new TileStore(join(scratch, 'local'), { isDurable: false });
        const publisher = await LogPublisher.open({
          origin: ORIGIN,
          local,
          second,
          signers,
          hasPen: async () => true,
        });
        await publisher.publish(opened(signers, count));
        await publisher.settle();

        const said = await verify(log, scratch);
        expect(said).toContain(`${count} entries hash to the tile`);
        expect(said).toContain('the tile gives the root of the checkpoint');
        expect(said).toContain('Verified OK');
        expect(said).toContain('Signature Verified Successfully');

        const path = `tile/entries/000.p/${count}`;
        const bundle = await second.read(path);
        bundle?.set([0x20], bundle.length - 1);
        await second.write([{ path, octets: bundle ?? Buffer.alloc(0) }]);
        await expect(verify(log, scratch)).rejects.toThrow('Command failed');
      } finally {
        rmSync(scratch, { recursive: true, force: true });
      }
    },
  );
});
