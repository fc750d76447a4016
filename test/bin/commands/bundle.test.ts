import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bundleCommand } from '../../../bin/commands/bundle.ts';
import { temporaryFolders } from '../temporary-folder.ts';

describe('toroku bundle', () => {
  const aFolder = temporaryFolders();

  it.each(['YamadaHanako', 'list', 'delivery', 'export', 'Inquiry', ''])(
    'takes no purpose that is not of the access table: %j',
    async (purpose) => {
      const out = join(aFolder(), 'bundle');
      const args = ['--case', crypto.randomUUID(), '--out', out, '--purpose', purpose];
      await expect(bundleCommand(args)).rejects.toThrow(
        '--purpose: review | check | inquiry | correction | revocation | inspection',
      );
    },
  );
});
