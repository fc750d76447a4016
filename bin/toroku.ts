/**
 * `toroku`: commands for operators. Each says what it did; a failure names what to do.
 *
 *   toroku ceremony            in the room: make the issuing keys, accept the documents
 *   toroku adopt               development: fill the office's registers with the demonstration
 *   toroku promote-build       send new runs to the office-worker's present build
 *   toroku rebuild-workflows   start one run for every open case
 */
import { adopt } from './commands/adopt.ts';
import { ceremony } from './commands/ceremony.ts';
import { promoteThisBuild } from './commands/promote-build.ts';
import { rebuildWorkflows } from './commands/rebuild-workflows.ts';

const COMMANDS: Readonly<Record<string, () => Promise<string>>> = {
  ceremony: async () => {
    await ceremony();
    return '鍵生成を終えました / the key ceremony is done';
  },
  adopt: async () => {
    await adopt();
    return '台帳を用意しました / the registers are filled';
  },
  'promote-build': async () => {
    const build = await promoteThisBuild();
    return `新しい案件はビルド ${build} で動きます / new runs go to build ${build}`;
  },
  'rebuild-workflows': async () => {
    const open = await rebuildWorkflows();
    return `${open} 件の案件を再開しました / ${open} open cases have a run`;
  },
};

const [name = ''] = process.argv.slice(2);
const command = COMMANDS[name];
if (!command) {
  console.error(`toroku: ${Object.keys(COMMANDS).join(' | ')}`);
  process.exit(64);
}
console.log(await command());
process.exit(0);
