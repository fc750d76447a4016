import type { FC } from 'hono/jsx';
import type { Piece, SignedLine } from '../application/signed-text-view.ts';
import { useSay } from './language-context.ts';

const OnePiece: FC<{ piece: Piece }> = ({ piece: { text, isCode, mark, isShown } }) => {
  const say = useSay();
  if (isCode) return <span class="mono">{text}</span>;
  if (!mark) return <>{text}</>;
  const label = <span class="invisible" data-mark={say(mark)}></span>;
  if (isShown) {
    return (
      <>
        {text}
        {label}
      </>
    );
  }
  return (
    <span class="invisible" data-mark={say(mark)}>
      {text}
    </span>
  );
};

/**
 * The exact document as numbered lines, each an anchor. The text content of the lines, one after the
 * other, is the document with every line feed; labels are drawn by the stylesheet and are no part of it.
 */
export const SignedText: FC<{ lines: readonly SignedLine[]; marked: readonly number[] }> = (
  props,
) => {
  const { lines, marked } = props;
  return (
    <ol class="signed" lang="ja">
      {lines.map(({ number, pieces }) => (
        <li id={`L${number}`} data-marked={marked.includes(number) ? '' : undefined}>
          <pre>
            {/* HTML drops a line feed right behind `pre`; a span before it keeps it. */}
            {pieces[0]?.text === '\n' && <span></span>}
            {pieces.map((piece) => (
              <OnePiece piece={piece} />
            ))}
          </pre>
        </li>
      ))}
    </ol>
  );
};
