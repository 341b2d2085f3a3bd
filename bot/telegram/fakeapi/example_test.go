package fakeapi_test

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"iombot/bot/telegram/apitest"
	"iombot/bot/telegram/fakeapi"
)

// A person writes, a bot answers over HTTP, the person sees the answer.
func Example() {
	api := apitest.New(fakeapi.Options{})
	base, err := api.Listen("127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	defer api.Close()

	mari := fakeapi.User{ID: 7, FirstName: "Mari", LanguageCode: "et"}
	api.Message(mari, mari.Private(), "Tere!")

	// The bot: any client of the Bot API with the base URL and the token.
	resp, err := http.PostForm(base+"/bot"+api.Token()+"/sendMessage", url.Values{
		"chat_id": {"7"}, "text": {"Tere, <b>Mari</b>!"}, "parse_mode": {"HTML"},
	})
	if err != nil {
		panic(err)
	}
	resp.Body.Close()

	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	messages, err := api.WaitMessages(ctx, mari.ID, 2)
	if err != nil {
		panic(err)
	}
	fmt.Println(messages[1].Text, messages[1].Entities[0].Type, len(api.Violations()))
	// Output: Tere, Mari! bold 0
}
