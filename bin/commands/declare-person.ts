import { createSecretKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { indexedPerson } from '../../api/portal/application/person-index.ts';
import { declarePerson, type Declaration } from '../../db/governance/declare-person.ts';
import { openOfficeDatabase } from '../../db/office-database.ts';
import { readConfig } from '../config.ts';
import { readKey, withPassword } from '../parts.ts';
import { joinedEnvironment } from './joined-environment.ts';

const USAGE =
  'toroku declare-person FILE --officer ID --relation self|household --by ID --by ID [--withdrawn] ' +
  '(JSON: {"birthDate":"YYYY-MM-DD","name":"…"} as the card says them)';

/** What was asked cannot be done; the message says why. */
class DeclarationRefused extends Error {
  override name = 'DeclarationRefused';
}

const OPTIONS = {
  officer: { type: 'string' },
  relation: { type: 'string' },
  by: { type: 'string', multiple: true },
  withdrawn: { type: 'boolean', default: false },
  terminal: { type: 'string', default: 'terminal-01' },
} as const;

const BIRTH_DATE = /^\d{4}-\d{2}-\d{2}$/;

/** Who it is, out of a file that whoever runs this deletes: the declaration keeps no name. */
function personIn(file: string): { readonly birthDate: string; readonly name: string } {
  const read: unknown = JSON.parse(readFileSync(file, 'utf8'));
  const { birthDate, name } = (read ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof birthDate !== 'string' || !BIRTH_DATE.test(birthDate) || typeof name !== 'string') {
    throw new DeclarationRefused(USAGE);
  }
  return { birthDate, name };
}

/**
 * `toroku declare-person`: says that a person is an officer, or of an officer's household, so that the officer acts on no case of
 * theirs (N12). By two who administer access. With the settings of `office-recovery`, because the key of the index of persons is
 * the portal's; in development beside an instance that `npm start` runs.
 */
export async function declarePersonCommand(args: readonly string[]): Promise<string> {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: OPTIONS,
    allowPositionals: true,
  });
  const [file, ...more] = positionals;
  const { officer: officerId, relation, by = [], withdrawn: isWithdrawn, terminal } = values;
  const [first, second, ...others] = by;
  const isWhole = file !== undefined && more.length === 0 && officerId !== undefined;
  const isKnown = relation === 'self' || relation === 'household';
  if (!isWhole || !isKnown || !first || !second || others.length > 0) {
    throw new DeclarationRefused(USAGE);
  }
  const config = readConfig('office-recovery', joinedEnvironment('office-recovery'));
  // What two people declare needs their passkeys: without them this is no dual control.
  if (config.mode === 'production') {
    throw new DeclarationRefused(
      'an act of two people needs their passkeys: not in production yet',
    );
  }
  const person = indexedPerson(createSecretKey(readKey(config.misuseKeyFile)), personIn(file));
  const url = withPassword(config.officeDatabaseUrl, config.officeDatabasePasswordFile);
  const db = openOfficeDatabase(url, 1);
  const declaration: Declaration = { officerId, person, relation, isWithdrawn };
  try {
    await declarePerson(db, declaration, { by: [first, second], terminal, at: new Date() });
  } finally {
    await db.$client.end();
  }
  return isWithdrawn
    ? `${officerId} は、その人の案件を扱えます / may act on cases of that person`
    : `${officerId} は、その人の案件を扱えません / acts on no case of that person`;
}
