import { PROGRAMS } from '../../bin/config.ts';
import { SETTINGS } from '../../bin/settings.ts';
import type { SettingName } from '../../bin/config.ts';

const INTRODUCTION = `# Configuration

For whoever runs Toroku. This page is written from \`bin/config.ts\` by a test, so it is complete.

Programs read their settings from the environment, once, when they start; a program that misses one, or finds a \`TOROKU_\` name that
it does not know, prints all such names and ends with exit code 78. Secrets are paths of files; a key file holds 32 random bytes
in hex. \`npm start\` makes all of them by itself and needs no setting at all.
`;

/** The page about every setting, and about what each program is given. */
export function configurationPage(): string {
  const programs = Object.entries(PROGRAMS).map(
    ([program, { required, optional }]) =>
      `## ${program}\n\n${table(required, '')}${table(optional, ' (may be left out)')}`,
  );
  return [INTRODUCTION, ...programs].join('\n');
}

function table(names: readonly SettingName[], remark: string): string {
  if (names.length === 0) return '';
  const lines = names.map((name) => {
    const { kind, about, fallback } = SETTINGS[name] as (typeof SETTINGS)[SettingName] & {
      fallback?: string;
    };
    const given = fallback === undefined ? remark : ` (default \`${fallback}\`)`;
    return `- \`${name}\`, ${kind.shown}${given}: ${about}`;
  });
  return `${lines.join('\n')}\n`;
}
