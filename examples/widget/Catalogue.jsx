// The widget in React: an element like any other. The script is loaded once, however many
// catalogues there are; onLead is told the number of a request that somebody has sent.
import { createElement, useEffect, useRef } from 'react';

export function Catalogue({ server, embedKey, lang, theme = 'auto', onLead, children }) {
  const element = useRef(null);
  useEffect(() => {
    const src = `${server}/embed/v1/widget.js`;
    if (!document.querySelector(`script[src="${src}"]`)) {
      document.head.append(Object.assign(document.createElement('script'), { src, async: true }));
    }
  }, [server]);
  useEffect(() => {
    const node = element.current, sent = (event) => onLead?.(event.detail.number);
    node.addEventListener('partnergraph:lead', sent);
    return () => node.removeEventListener('partnergraph:lead', sent);
  }, [onLead]);
  // `key` is React's own word, which it keeps for itself; so the attribute is set by hand.
  useEffect(() => element.current.setAttribute('key', embedKey), [embedKey]);
  return createElement('partnergraph-catalogue', { ref: element, lang, theme }, children);
}
