import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { canonicalOctets, sha256Hex, type CanonicalValue } from '../../books/canonical-json.ts';
import { openOfficeDatabase } from '../../db/office-database.ts';
import { governanceDocuments } from '../../db/schema/governance.ts';
import { printJapanTime, readJapanTime } from '../../domain/governance/calendar.ts';
import { opensAt, readJlisService } from '../../domain/governance/jlis-service.ts';
import { readConfig } from '../config.ts';
import { withPassword } from '../parts.ts';
import { joinedEnvironment } from './joined-environment.ts';

const USAGE =
  'toroku jlis-service FILE --version V --from YYYY-MM-DDThh:mm:ss+09:00 (JSON: docs/jpki.md, Asking)';

/** What was asked cannot be done; the message says why. */
class ServiceRefused extends Error {
  override name = 'ServiceRefused';
}

const OPTIONS = { version: { type: 'string' }, from: { type: 'string' } } as const;

/** A document of hours, windows and a limit has some kilobytes. */
const FILE_OCTETS_MAX = 256 * 1024;

function contentOf(file: string): CanonicalValue {
  const octets = readFileSync(file);
  if (octets.length > FILE_OCTETS_MAX) throw new ServiceRefused('the document is too large');
  try {
    return JSON.parse(octets.toString('utf8')) as CanonicalValue;
  } catch {
    throw new ServiceRefused('the document is no JSON');
  }
}

/**
 * `toroku jlis-service`: puts in force, from an instant on, when J-LIS has service and how often it may be
 * asked. Run with the office-worker's settings, or beside an instance that `npm start` runs; workers look
 * every few seconds. Development alone, without an entry: in production two people adopt it as an act in the console.
 *
 * @returns what is in force then.
 */
export async function jlisServiceCommand(args: readonly string[]): Promise<string> {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: OPTIONS,
    allowPositionals: true,
  });
  const [file, ...more] = positionals;
  const { version, from = '' } = values;
  const effective = readJapanTime(from);
  if (file === undefined || more.length > 0 || version === undefined || effective === undefined) {
    throw new ServiceRefused(USAGE);
  }
  const content = contentOf(file);
  const service = readJlisService(content);
  if (!service) throw new ServiceRefused(`no such document: ${USAGE}`);
  const config = readConfig('office-worker', joinedEnvironment('office-worker'));
  // Nobody agrees on anything here: two people do in the console.
  if (config.mode === 'production') {
    throw new ServiceRefused(
      'development only: two people adopt it in the console (jlisAgreement)',
    );
  }
  const octets = canonicalOctets(content);
  const url = withPassword(config.officeDatabaseUrl, config.officeDatabasePasswordFile);
  const db = openOfficeDatabase(url, 1);
  try {
    await db.insert(governanceDocuments).values({
      documentType: 'jlisService',
      version,
      content: octets,
      sha256: sha256Hex(octets),
      effectiveFrom: new Date(effective),
    });
  } finally {
    await db.$client.end();
  }
  const asks = printJapanTime(opensAt(service, Math.max(effective, Date.now())));
  return JSON.stringify({ version, sha256: sha256Hex(octets), from, asksFrom: asks });
}
