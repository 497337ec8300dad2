import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from './button';

const SHOWN_MS = 1500;

export function CopyButton({ text, label }: { readonly text: string; readonly label?: string }) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return undefined;
    const timer = setTimeout(() => setCopied(false), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [copied]);
  const name = copied ? t('copied') : (label ?? t('copy'));
  return (
    <Button
      look="quiet"
      size="smallIcon"
      aria-label={name}
      title={name}
      onClick={() => void navigator.clipboard.writeText(text).then(() => setCopied(true))}
    >
      {copied ? <Check aria-hidden /> : <Copy aria-hidden />}
    </Button>
  );
}

/** Text as it is typed or sent, with a button that copies it. */
export function Code({ text, wrap = false }: { readonly text: string; readonly wrap?: boolean }) {
  return (
    <div className="flex items-start gap-1 rounded-md border bg-sunken pr-1">
      <pre
        tabIndex={0}
        className={`min-w-0 flex-1 overflow-x-auto px-3 py-2 font-mono text-[12.5px] ${wrap ? 'break-words whitespace-pre-wrap' : ''}`}
      >
        {text}
      </pre>
      <CopyButton text={text} />
    </div>
  );
}
