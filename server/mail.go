package server

import "net/http"

// mails tells mails to whoever sits at this machine, in development: GET
// /dev/mail?to=name@example.com.
type mails struct{ source MailSource }

func (m mails) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	to := r.URL.Query().Get("to")
	if to == "" {
		writeStatus(w, http.StatusBadRequest, map[string]string{"error": "Name the address: /dev/mail?to=name@example.com"})
		return
	}
	kept := m.source.Mails(to)
	if len(kept) == 0 {
		writeStatus(w, http.StatusNotFound, map[string]string{"error": "No mail has been sent to this address."})
		return
	}
	w.Header().Set("Content-Type", mediaJSON)
	w.Header().Set("Cache-Control", "no-store")
	_, _ = w.Write(append(marshal(map[string]any{"mails": kept}), '\n'))
}
