import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { postgresElsewhere } from '../../bin/instance/data-directory.ts';
import { filesBelow } from '../../bin/story/search-places.ts';

interface Card {
  readonly card?: {
    readonly person: {
      readonly name: string;
      readonly writtenName: string;
      readonly address: string;
    };
  };
}

/** Names and addresses of everybody to whom the simulator of an instance gave a card. */
function personsOf(dataDir: string): string[] {
  const registry = join(dataDir, 'simulator', 'registry.jsonl');
  if (!existsSync(registry)) return [];
  const lines = readFileSync(registry, 'utf8')
    .split('\n')
    .filter((line) => line !== '');
  const marks = lines.flatMap((line) => {
    const { card } = JSON.parse(line) as Card;
    return card ? [card.person.name, card.person.writtenName, card.person.address] : [];
  });
  return [...new Set(marks)].filter((mark) => Array.from(mark).length >= MARK_LENGTH_MIN);
}

/** Less than that could stand anywhere by chance. */
const MARK_LENGTH_MIN = 4;

/** The simulator knows whom it made. */
const KNOWS = 'simulator';

/**
 * Files of an instance that has been stopped in which somebody's name or address can be read: none, in logs, histories,
 * books, evidence, and the very files of the databases.
 */
export function leaksIn(dataDir: string): string[] {
  const marks = personsOf(dataDir).flatMap((mark) => [
    Buffer.from(mark),
    Buffer.from(mark).toString('hex'),
  ]);
  const folders = readdirSync(dataDir, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== KNOWS)
    .map(({ name }) => join(dataDir, name));
  const elsewhere = postgresElsewhere(dataDir);
  return [...folders, ...(elsewhere ? [elsewhere] : [])].flatMap((folder) =>
    [...filesBelow(folder)]
      .filter(([, octets]) => marks.some((mark) => octets.includes(mark)))
      .map(([file]) => relative(dataDir, file)),
  );
}
