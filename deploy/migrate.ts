/**
 * `node --import tsx deploy/migrate.ts <folder> <url> <password file>`: brings a database to the tables of this build and
 * grants each program what it writes. The URL names the owner of the database. May be run again.
 */
import { readFileSync } from 'node:fs';
import { applyMigrations } from '../bin/instance/databases.ts';

const [folder, url, passwordFile] = process.argv.slice(2);
if (!folder || !url || !passwordFile) {
  process.stderr.write('migrate: <folder> <url of the owner> <password file>\n');
  process.exit(64);
}
const address = new URL(url);
address.password = encodeURIComponent(readFileSync(passwordFile, 'utf8').trim());
if (!(await applyMigrations(address.href, folder))) {
  process.stderr.write(`migrate: ${folder} has no migrations\n`);
  process.exit(1);
}
