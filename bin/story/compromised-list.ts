import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { readBook } from '../chaos/verify-books.ts';
import type { Instance } from '../instance/options.ts';

const run = promisify(execFile);

/** What OpenSSL says of a list. */
interface SeenByOpenssl {
  readonly verifies: boolean;
  /** Serial numbers in lower-case hex, 40 digits, as often as they stand there, with their reasons. */
  readonly serials: readonly string[];
  readonly reasons: Readonly<Record<string, number>>;
}

/** Has OpenSSL verify a list against a CA certificate, both DER, and tell every entry. */
async function seenByOpenssl(
  folder: string,
  { crl, ca }: { readonly crl: Buffer; readonly ca: Buffer },
): Promise<SeenByOpenssl> {
  const [list, anchor, pem] = ['last.crl', 'ca.cer', 'ca.pem'].map((name) => join(folder, name));
  if (!list || !anchor || !pem) throw new Error('no folder');
  writeFileSync(list, crl);
  writeFileSync(anchor, ca);
  await run('openssl', ['x509', '-inform', 'DER', '-in', anchor, '-out', pem]);
  const args = ['crl', '-inform', 'DER', '-in', list, '-CAfile', pem, '-noout', '-text'];
  const { stdout, stderr } = await run('openssl', args, { maxBuffer: 1024 ** 3 });
  const reasons: Record<string, number> = {};
  for (const [, reason = ''] of stdout.matchAll(/Reason Code:\s*\n\s*(.+)\n/g)) {
    reasons[reason.trim()] = (reasons[reason.trim()] ?? 0) + 1;
  }
  return {
    verifies: /verify OK/.test(stderr + stdout),
    serials: [...stdout.matchAll(/Serial Number: ([0-9A-F]+)/g)].map(([, serial = '']) =>
      serial.toLowerCase().padStart(40, '0'),
    ),
    reasons,
  };
}

/** Serial numbers as the room draws them, which nobody has. */
const randomSerials = (count: number): string[] =>
  Array.from({ length: count }, () => {
    const octets = randomBytes(20);
    octets[0] = (octets[0] ?? 0) & 0x7f;
    return octets.toString('hex');
  });

/** The published list by OpenSSL, and the book, against what the room intended. */
export async function judgeList(instance: Instance, key: string, intended: readonly string[]) {
  const dir = instance.environmentOf('enclave-worker')['REPOSITORY_DIR'] ?? '';
  const seen = await seenByOpenssl(instance.dataDir, {
    crl: readFileSync(join(dir, 'crls', key, '0.crl')),
    ca: readFileSync(join(dir, 'issuers', `${key}.cer`)),
  });
  const wanted = new Set(intended);
  const listed = new Set(seen.serials);
  const book = await readBook(instance, 'enclave');
  const count = (event: string): number => book.filter(({ entry }) => entry.event === event).length;
  const recorded = book.flatMap(({ entry }) =>
    entry.event === 'revocation.recorded' ? [entry.data.serialNumber] : [],
  );
  return {
    verifies: seen.verifies,
    entries: seen.serials.length,
    reasons: seen.reasons,
    missing: [...wanted].filter((serial) => !listed.has(serial)).length,
    twice: seen.serials.length - listed.size,
    strangers: [...listed].filter((serial) => !wanted.has(serial)).length,
    randomOnIt: randomSerials(10_000).filter((serial) => listed.has(serial)).length,
    recordedInBook: recorded.length,
    recordedTwice: recorded.length - new Set(recorded).size,
    listsIssued: count('crl.issued'),
    listsPublished: count('crl.published'),
  };
}
