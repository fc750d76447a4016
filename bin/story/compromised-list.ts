import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What OpenSSL says of a list. */
export interface SeenByOpenssl {
  readonly verifies: boolean;
  /** Serial numbers in lower-case hex, 40 digits, as often as they stand there, with their reasons. */
  readonly serials: readonly string[];
  readonly reasons: Readonly<Record<string, number>>;
}

/** Has OpenSSL verify a list against a CA certificate, both DER, and tell every entry. */
export async function seenByOpenssl(
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
export const randomSerials = (count: number): string[] =>
  Array.from({ length: count }, () => {
    const octets = randomBytes(20);
    octets[0] = (octets[0] ?? 0) & 0x7f;
    return octets.toString('hex');
  });
