import { parseArgs } from 'node:util';
import { openOfficeDatabase } from '../../db/office-database.ts';
import { beginWithTwo, type FirstPerson } from '../../db/governance/first-persons.ts';
import { isDomainError } from '../../domain/errors.ts';
import { readConfig } from '../config.ts';
import { withPassword } from '../parts.ts';
import { joinedEnvironment } from './joined-environment.ts';

const USAGE = `toroku enrol --operator ID --person ID=NAME=ROLE[,ROLE] --person ID=NAME=ROLE[,ROLE]
  --terminal ID=PLACE
The roles are administrator or responsiblePerson; works until two such people have had passkeys.`;

const OPTIONS = {
  operator: { type: 'string' },
  person: { type: 'string', multiple: true },
  terminal: { type: 'string' },
} as const;

/** What was asked cannot be done; the message says why, by codes and ids. */
class EnrolRefused extends Error {
  override name = 'EnrolRefused';
}

const ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
const LINE = /^[^\p{C}\p{Zl}\p{Zp}]{1,100}$/u;

function personOf(given: string): FirstPerson {
  const [id = '', name = '', roles = '', ...more] = given.split('=');
  if (!ID.test(id) || !LINE.test(name) || roles === '' || more.length > 0) {
    throw new EnrolRefused(USAGE);
  }
  return { id, name, roles: roles.split(',') };
}

function beginningOf(args: readonly string[]) {
  const { values } = parseArgs({ args: [...args], options: OPTIONS });
  const [one, other, ...more] = values.person ?? [];
  const [id = '', place = ''] = values.terminal?.split('=') ?? [];
  const { operator = '' } = values;
  const isWhole = ID.test(operator) && ID.test(id) && LINE.test(place) && more.length === 0;
  if (one === undefined || other === undefined || !isWhole) throw new EnrolRefused(USAGE);
  return {
    persons: [personOf(one), personOf(other)] as const,
    terminal: { id, place },
    by: { id: operator, role: 'operator', terminal: 'office-worker' },
    at: new Date(),
  };
}

/**
 * `toroku enrol`: begins an installation with the first two persons, while there is nobody who could agree to them. Run
 * with the office-worker's settings by whoever installs; its entries say so. Afterwards people are added by acts of two.
 *
 * @returns the codes, to be handed to those whom they are for.
 */
export async function enrolCommand(args: readonly string[]): Promise<string> {
  const beginning = beginningOf(args);
  const config = readConfig('office-worker', joinedEnvironment('office-worker'));
  const url = withPassword(config.officeDatabaseUrl, config.officeDatabasePasswordFile);
  const db = openOfficeDatabase(url, 2);
  try {
    const codes = await beginWithTwo(db, beginning);
    console.error(
      'まだ二人の承認ができないため、この命令で登録しました。帳簿に記録しています。番号は24時間、一度だけ使えます。',
    );
    console.error(
      'Nobody could agree yet, so this command did; the books say so. Codes last 24 h.',
    );
    console.error(`端末 / terminal: ${config.publicConsoleUrl}/enrol/terminal`);
    console.error(`パスキー / passkey: ${config.publicConsoleUrl}/enrol`);
    return JSON.stringify({ codes });
  } catch (error) {
    if (isDomainError(error)) throw new EnrolRefused(`${error.type}: ${error.message}`);
    throw error;
  } finally {
    await db.$client.end();
  }
}
