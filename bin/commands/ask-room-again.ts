import { parseArgs } from 'node:util';
import { beginAnew } from '../../adapters/temporal/renew-run.ts';
import { askRoomAgain } from '../../db/decision/ask-room-again.ts';
import { openOfficeDatabase } from '../../db/office-database.ts';
import { readConfig } from '../config.ts';
import { withPassword } from '../parts.ts';
import { lazyClient } from '../temporal-client.ts';
import { joinedEnvironment } from './joined-environment.ts';

/** What was asked cannot be done; the message says why. */
class AskRefused extends Error {
  override name = 'AskRefused';
}

/**
 * `toroku ask-room-again --case ID…`: lets cases that are parked at the room go to it again, once the cause is
 * found and gone. A crash after the row is let go leaves a run that sleeps: the command again begins it.
 *
 * @throws AskRefused naming the cases that no refusal of the room keeps, after the others were let go.
 */
export async function askRoomAgainCommand(args: readonly string[]): Promise<string> {
  const options = { case: { type: 'string', multiple: true } } as const;
  const { case: cases = [] } = parseArgs({ args: [...args], options }).values;
  if (cases.length === 0) throw new AskRefused('toroku ask-room-again --case ID…');
  const config = readConfig('office-worker', joinedEnvironment('office-worker'));
  const url = withPassword(config.officeDatabaseUrl, config.officeDatabasePasswordFile);
  const db = openOfficeDatabase(url, 1);
  const client = lazyClient(config);
  try {
    const others: string[] = [];
    for (const id of cases) {
      if (await askRoomAgain(db, id)) await beginAnew(client, id);
      else others.push(id);
    }
    if (others.length > 0) throw new AskRefused(`not at the room: ${others.join(' ')}`);
    return `${cases.length} 件を認証設備室へ出し直しました / ${cases.length} cases go to the room again`;
  } finally {
    await client.connection.close();
    await db.$client.end();
  }
}
